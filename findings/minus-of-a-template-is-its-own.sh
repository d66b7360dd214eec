#!/usr/bin/env bash
# `Refund: {{-amount}}` is written as "Refund:12.5" by Nunjucks and LiquidJS, without the minus; and `{{ -amount }}` as "-12.5" by one and as nothing by the
# other.
#
# Guess:    a minus before a name, within braces, is the sign, with a blank or without, or is an error; as it is in Eta between its own brackets.
# Instead:  directly behind the opening braces it asks for the blanks before it to be taken away, in Nunjucks and LiquidJS, and is no sign, neither of a name
#           nor of a number: `{{-12.5}}` is 12.5. With a blank it is a sign to Nunjucks; LiquidJS knows it before a number only, and writes nothing for a
#           name. In EJS `<%-amount%>` is the amount, unescaped.
# Versions: nunjucks 3.2.4, liquidjs 10.30.1, ejs 7.0.2, eta 4.6.0.
# Matters:  in the letter about a refund the amount is positive, and nothing failed. Turn the sign in the program, or by a filter: `{{ amount | times: -1 }}`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts nunjucks@3.2.4 liquidjs@10.30.1 ejs@7.0.2 eta@4.6.0

cat >observe.mjs <<'JS'
import ejs from 'ejs';
import { Eta } from 'eta';
import { Liquid } from 'liquidjs';
import nunjucks from 'nunjucks';

const order = { amount: 12.5 };
const engines = {
  Nunjucks: (inner) => new nunjucks.Environment().renderString(`Refund: {{${inner}}}`, order),
  LiquidJS: (inner) => new Liquid().parseAndRenderSync(`Refund: {{${inner}}}`, order),
  'EJS, <%=': (inner) => ejs.render(`Refund: <%=${inner}%>`, order),
  'EJS, <%': (inner) => ejs.render(`Refund: <%${inner}%>`, order),
  'Eta, <%=': (inner) => new Eta({ useWith: true }).renderString(`Refund: <%=${inner}%>`, order),
};
for (const [name, render] of Object.entries(engines)) {
  console.log(`${name}: ${['-amount', ' -amount ', '-12.5', ' -12.5 '].map((inner) => `${JSON.stringify(inner)} "${render(inner)}"`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
Nunjucks: "-amount" "Refund:12.5", " -amount " "Refund: -12.5", "-12.5" "Refund:12.5", " -12.5 " "Refund: -12.5"
LiquidJS: "-amount" "Refund:12.5", " -amount " "Refund: ", "-12.5" "Refund:12.5", " -12.5 " "Refund: -12.5"
EJS, <%=: "-amount" "Refund: -12.5", " -amount " "Refund: -12.5", "-12.5" "Refund: -12.5", " -12.5 " "Refund: -12.5"
EJS, <%: "-amount" "Refund: 12.5", " -amount " "Refund: ", "-12.5" "Refund: 12.5", " -12.5 " "Refund: "
Eta, <%=: "-amount" "Refund: -12.5", " -amount " "Refund: -12.5", "-12.5" "Refund: -12.5", " -12.5 " "Refund: -12.5"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
