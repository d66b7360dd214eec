#!/usr/bin/env bash
# Which countries have IBANs is one thing to iban, another to ibankit, and how one may be written a third to ibantools.
#
# Guess:    four libraries that check IBANs agree: countries, lengths and check digits stand in one register.
# Instead:  iban refuses the IBANs of twelve countries that came into the register late, and ibankit those of Yemen among them.
#           ibantools refuses an IBAN in groups of four, as it stands on paper, and one in small letters; the three others take
#           both. Wrong check digits are refused by all of them.
# Versions: ibantools 4.5.4, iban 0.0.14, ibankit 1.6.5, fast-iban 1.2.0.
# Matters:  the form takes an account that the service behind it refuses, or the reverse, and a refund by bank transfer to some
#           countries cannot be entered at all. Check in one place, and put the IBAN into one form before it is stored or
#           compared.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent ibantools@4.5.4 iban@0.0.14 ibankit@1.6.5 fast-iban@1.2.0

cat >observe.mjs <<'JS'
import fastIban from 'fast-iban';
import iban from 'iban';
import ibankit from 'ibankit';
import * as ibantools from 'ibantools';

const libraries = {
  'ibantools': ibantools.isValidIBAN, 'iban': iban.isValid, 'ibankit': ibankit.IBAN.isValid, 'fast-iban': fastIban.validateIBAN,
};
// Each with check digits that are right, and in the length of its country's IBANs.
const examples = [
  'NL91ABNA0417164300', 'SV62CENR00000000000000700025', 'LY83002048000020100120361', 'SD8811123456789012',
  'BI4210000100010000332045181', 'DJ2100010000000154000100186', 'RU0304452522540817810538091310419', 'SO211000001001000100141',
  'NI45BAPR00000013000003558124', 'MN121234123456789123', 'FK88SC123456789012', 'OM810180000001299123456',
  'YE15CBYE0001018861234567891234', 'HN88CABF00000000000250005469', 'NL91ABNA0417164301', 'NL91 ABNA 0417 1643 00',
  'nl91abna0417164300',
];
for (const text of examples) {
  const answers = Object.entries(libraries).map(([name, isValid]) => `${name} ${isValid(text) ? 'takes' : 'refuses'}`);
  console.log(`${text}: ${answers.join(', ')}`);
}
JS

cat >stated <<'TEXT'
NL91ABNA0417164300: ibantools takes, iban takes, ibankit takes, fast-iban takes
SV62CENR00000000000000700025: ibantools takes, iban takes, ibankit takes, fast-iban takes
LY83002048000020100120361: ibantools takes, iban refuses, ibankit takes, fast-iban takes
SD8811123456789012: ibantools takes, iban refuses, ibankit takes, fast-iban takes
BI4210000100010000332045181: ibantools takes, iban refuses, ibankit takes, fast-iban takes
DJ2100010000000154000100186: ibantools takes, iban refuses, ibankit takes, fast-iban takes
RU0304452522540817810538091310419: ibantools takes, iban refuses, ibankit takes, fast-iban takes
SO211000001001000100141: ibantools takes, iban refuses, ibankit takes, fast-iban takes
NI45BAPR00000013000003558124: ibantools takes, iban refuses, ibankit takes, fast-iban takes
MN121234123456789123: ibantools takes, iban refuses, ibankit takes, fast-iban takes
FK88SC123456789012: ibantools takes, iban refuses, ibankit takes, fast-iban takes
OM810180000001299123456: ibantools takes, iban refuses, ibankit takes, fast-iban takes
YE15CBYE0001018861234567891234: ibantools takes, iban refuses, ibankit refuses, fast-iban takes
HN88CABF00000000000250005469: ibantools takes, iban refuses, ibankit takes, fast-iban takes
NL91ABNA0417164301: ibantools refuses, iban refuses, ibankit refuses, fast-iban refuses
NL91 ABNA 0417 1643 00: ibantools refuses, iban takes, ibankit takes, fast-iban takes
nl91abna0417164300: ibantools refuses, iban takes, ibankit takes, fast-iban takes
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
