#!/usr/bin/env bash
# A reader of XML may lose a chart's guard: to pixl-xml a tag ends at the > in `captured > 0`, and the transition has none.
#
# Guess:    a condition in SCXML may be written with `>`, which XML allows in an attribute, with `&gt;` or with `&#62;`; all readers of XML give
#           `captured > 0`. A text with a comment inside is the text without it, and CDATA is as it stands.
# Instead:  pixl-xml ends the tag at the bare `>` and gives a transition without a condition, with no error if it has content; it replaces
#           `&lt;` within CDATA. txml and simple-xml-to-json leave `&gt;` and `&#62;` as they are, pixl-xml and fast-xml-parser `&#62;`; in the
#           last one an option changes that. ltx drops the text behind a comment or CDATA, so that a limit of 1250 is 12; pixl-xml puts a
#           blank there.
#           @rgrove/parse-xml and xml2js read all of it right.
# Versions: pixl-xml 1.0.13, txml 6.0.3, simple-xml-to-json 1.2.7, fast-xml-parser 5.12.1, ltx 3.1.2, xml2js 0.6.2, @rgrove/parse-xml 4.2.3.
# Matters:  a chart that is read this way refunds what was never captured, or compares with a smaller limit, and the file is valid. Try the
#           reader on all the ways of writing before it stands in front of a chart or a log in XES.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent pixl-xml@1.0.13 txml@6.0.3 simple-xml-to-json@1.2.7 fast-xml-parser@5.12.1 ltx@3.1.2 xml2js@0.6.2 @rgrove/parse-xml@4.2.3

cat >observe.mjs <<'JS'
import { parseXml } from '@rgrove/parse-xml';
import { XMLParser } from 'fast-xml-parser';
import * as ltx from 'ltx';
import pixl from 'pixl-xml';
import simple from 'simple-xml-to-json';
import * as txml from 'txml';
import xml2js from 'xml2js';

const ofXml2js = (xml) => { let read; new xml2js.Parser({ explicitArray: false }).parseString(xml, (error, result) => { if (error) throw error; read = result; }); return read; };
const guards = {
  'pixl-xml': (xml) => pixl.parse(xml).transition.cond,
  txml: (xml) => txml.parse(xml)[0].children[0].attributes.cond,
  'simple-xml-to-json': (xml) => simple.convertXML(xml).state.children[0].transition.cond,
  'fast-xml-parser': (xml) => new XMLParser({ ignoreAttributes: false }).parse(xml).state.transition['@_cond'],
  'fast-xml-parser, htmlEntities': (xml) => new XMLParser({ ignoreAttributes: false, htmlEntities: true }).parse(xml).state.transition['@_cond'],
  ltx: (xml) => ltx.parse(xml).children[0].attrs.cond,
  xml2js: (xml) => ofXml2js(xml).state.transition.$.cond,
  'parse-xml': (xml) => parseXml(xml).root.children[0].attributes.cond,
};
const texts = {
  'pixl-xml': (xml) => pixl.parse(xml).data,
  txml: (xml) => txml.parse(xml)[0].children[0].children.join(''),
  'fast-xml-parser': (xml) => new XMLParser({ parseTagValue: false }).parse(xml).state.data,
  ltx: (xml) => ltx.parse(xml).children[0].getText(),
  xml2js: (xml) => ofXml2js(xml).state.data,
  'parse-xml': (xml) => parseXml(xml).root.text,
};
const told = (readers, xml) => Object.entries(readers).map(([name, read]) => `${name} ${JSON.stringify(read(xml)) ?? 'none'}`).join(', ');
for (const sign of ['>', '&gt;', '&#62;']) {
  console.log(`captured ${sign} 0: ${told(guards, `<state><transition event="refund" target="refunded" cond="captured ${sign} 0"><log/></transition></state>`)}`);
}
for (const text of ['12<!-- euros -->50', '<![CDATA[a < b ? "&lt;" : ]]>0']) {
  console.log(`${text}: ${told(texts, `<state><data>${text}</data></state>`)}`);
}
JS

cat >stated <<'TEXT'
captured > 0: pixl-xml none, txml "captured > 0", simple-xml-to-json "captured > 0", fast-xml-parser "captured > 0", fast-xml-parser, htmlEntities "captured > 0", ltx "captured > 0", xml2js "captured > 0", parse-xml "captured > 0"
captured &gt; 0: pixl-xml "captured > 0", txml "captured &gt; 0", simple-xml-to-json "captured &gt; 0", fast-xml-parser "captured > 0", fast-xml-parser, htmlEntities "captured > 0", ltx "captured > 0", xml2js "captured > 0", parse-xml "captured > 0"
captured &#62; 0: pixl-xml "captured &#62; 0", txml "captured &#62; 0", simple-xml-to-json "captured &#62; 0", fast-xml-parser "captured &#62; 0", fast-xml-parser, htmlEntities "captured > 0", ltx "captured > 0", xml2js "captured > 0", parse-xml "captured > 0"
12<!-- euros -->50: pixl-xml "12 50", txml "1250", fast-xml-parser "1250", ltx "12", xml2js "1250", parse-xml "1250"
<![CDATA[a < b ? "&lt;" : ]]>0: pixl-xml "a < b ? \"<\" : 0", txml "a < b ? \"&lt;\" : 0", fast-xml-parser "a < b ? \"&lt;\" : 0", ltx "a < b ? \"&lt;\" : ", xml2js "a < b ? \"&lt;\" : 0", parse-xml "a < b ? \"&lt;\" : 0"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
