#!/usr/bin/env bash
# Two refunds, counted by PostgreSQL, are "refunds.count" to i18next, and one refund is "1 refunds" to Fluent and Polyglot.
#
# Guess:    a count picks the plural by its value, also where it is a text of digits, as count(*) comes from pg, or a bigint, as it comes from others; or it is
#           refused.
# Instead:  i18next finds no plural for a text and shows the key itself, without the number. Fluent and Polyglot take the form of many for every text, and
#           Polyglot for every bigint; Fluent and MessageFormat 1 refuse a bigint. FormatJS, MessageFormat 2 and I18n-js read both, though FormatJS rounds a
#           bigint within a plural.
# Versions: i18next 27.2.9, @fluent/bundle 0.19.1, node-polyglot 2.6.0, intl-messageformat 12.1.5, @messageformat/core 3.4.1, messageformat 4.0.0, i18n-js
#           4.5.3.
# Matters:  letters and pages are written and tried with numbers; the first count out of the database, or a sum of them, shows the customer the name of the
#           sentence. Say Number(count), or count(*)::int.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts i18next@27.2.9 @fluent/bundle@0.19.1 node-polyglot@2.6.0 intl-messageformat@12.1.5 @messageformat/core@3.4.1 messageformat@4.0.0 i18n-js@4.5.3

cat >observe.mjs <<'JS'
import { FluentBundle, FluentResource } from '@fluent/bundle';
import MessageFormat1 from '@messageformat/core';
import { I18n } from 'i18n-js';
import i18next from 'i18next';
import { IntlMessageFormat } from 'intl-messageformat';
import { MessageFormat as MessageFormat2 } from 'messageformat';
import Polyglot from 'node-polyglot';

console.info = () => {};
await i18next.init({ lng: 'en', resources: { en: { translation: { refunds: { count_one: '{{count}} refund', count_other: '{{count}} refunds' } } } } });
const icu = '{count, plural, one {# refund} other {# refunds}}';
const fluent = new FluentBundle('en', { useIsolating: false });
fluent.addResource(new FluentResource('refunds = { $count ->\n   [one] { $count } refund\n  *[other] { $count } refunds\n }\n'));
const polyglot = new Polyglot({ phrases: { refunds: '%{smart_count} refund |||| %{smart_count} refunds' } });
const i18n = new I18n({ en: { refunds: { one: '%{count} refund', other: '%{count} refunds' } } });
const formatjs = new IntlMessageFormat(icu, 'en');
const first = new MessageFormat1('en').compile(icu);
const second = new MessageFormat2('en', '.input {$count :integer} .match $count one {{{$count} refund}} * {{{$count} refunds}}', { bidiIsolation: 'none' });
const writers = {
  i18next: (count) => i18next.t('refunds.count', { count }),
  Fluent: (count) => fluent.formatPattern(fluent.getMessage('refunds').value, { count }),
  Polyglot: (count) => polyglot.t('refunds', { smart_count: count }),
  FormatJS: (count) => formatjs.format({ count }),
  'MessageFormat 1': (count) => first({ count }),
  'MessageFormat 2': (count) => second.format({ count }),
  'I18n-js': (count) => i18n.t('refunds', { count }),
};
const counts = [1, '1', '2', 1n, 9007199254740993n];
for (const [name, write] of Object.entries(writers)) {
  const written = counts.map((count) => {
    const shown = typeof count === 'bigint' ? `${count}n` : JSON.stringify(count);
    try {
      return `${shown}: ${write(count)}`;
    } catch (error) {
      return `${shown}: refused`;
    }
  });
  console.log(`${name}: ${written.join('; ')}`);
}
JS

cat >stated <<'TEXT'
i18next: 1: 1 refund; "1": refunds.count; "2": refunds.count; 1n: 1 refund; 9007199254740993n: 9007199254740993 refunds
Fluent: 1: 1 refund; "1": 1 refunds; "2": 2 refunds; 1n: refused; 9007199254740993n: refused
Polyglot: 1: 1 refund; "1": 1 refunds; "2": 2 refunds; 1n: 1 refunds; 9007199254740993n: 9007199254740993 refunds
FormatJS: 1: 1 refund; "1": 1 refund; "2": 2 refunds; 1n: 1 refund; 9007199254740993n: 9,007,199,254,740,992 refunds
MessageFormat 1: 1: 1 refund; "1": 1 refund; "2": 2 refunds; 1n: refused; 9007199254740993n: refused
MessageFormat 2: 1: 1 refund; "1": 1 refund; "2": 2 refunds; 1n: 1 refund; 9007199254740993n: 9,007,199,254,740,993 refunds
I18n-js: 1: 1 refund; "1": 1 refund; "2": 2 refunds; 1n: 1 refund; 9007199254740993n: 9007199254740993 refunds
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
