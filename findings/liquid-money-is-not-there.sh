#!/usr/bin/env bash
# `{{ 1250 | money }}` is 1250 in a letter of LiquidJS, and `{{ 1250 | divided_by: 100 }}` 12.5.
#
# Guess:    a filter that does not exist is an error, as in Nunjucks; a division of two whole numbers is whole, as Shopify describes its Liquid; an amount of
#           another name is an error.
# Instead:  a filter that is not there passes the amount on as it is, and a name that is not there is nothing, of which `plus: 1` makes 1. Whole numbers are
#           divided with a fraction unless a second argument says true. A number and a text are compared by JavaScript, two texts by letters: '9' is more than
#           '10'. `strictFilters` and `strictVariables` make errors of the first two.
# Versions: liquidjs 10.30.1; nunjucks 3.2.4.
# Matters:  the customer is told of a refund of 1250, since `money` is Shopify's and not Liquid's, and a template that was tried in the shop's own engine has
#           other amounts here. Switch both on.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts liquidjs@10.30.1 nunjucks@3.2.4

cat >observe.mjs <<'JS'
import { Liquid } from 'liquidjs';
import nunjucks from 'nunjucks';

const order = { amount: 1250, nine: '9', ten: '10' };
const by = (engine) => async (template) => {
  try {
    return await engine(template);
  } catch {
    return 'an error';
  }
};
const plain = by((template) => new Liquid().parseAndRender(template, order));
const strict = by((template) => new Liquid({ strictFilters: true, strictVariables: true }).parseAndRender(template, order));
for (const template of ['{{ amount | money }}', '{{ amuont | plus: 1 }}', '{{ amount | divided_by: 100 }}', '{{ amount | divided_by: 100, true }}', '{% if nine > ten %}more{% else %}less{% endif %}']) {
  console.log(`${template}: ${await plain(template)}; strict: ${await strict(template)}`);
}
console.log(`Nunjucks, {{ amount | money }}: ${await by((template) => new nunjucks.Environment().renderString(template, order))('{{ amount | money }}')}`);
JS

cat >stated <<'TEXT'
{{ amount | money }}: 1250; strict: an error
{{ amuont | plus: 1 }}: 1; strict: an error
{{ amount | divided_by: 100 }}: 12.5; strict: 12.5
{{ amount | divided_by: 100, true }}: 12; strict: 12
{% if nine > ten %}more{% else %}less{% endif %}: more; strict: more
Nunjucks, {{ amount | money }}: an error
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
