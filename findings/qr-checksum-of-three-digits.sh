#!/usr/bin/env bash
# One in sixteen QR payments by pix-payload or emv-qrcps ends in a checksum that has lost its leading zero.
#
# Guess:    the payload of an EMV QR code ends in 6304 and the four hexadecimal digits of its checksum, whatever the amount.
# Instead:  where the checksum begins with 0, those two write three digits, or fewer, and shorten the length to match (6303, 6302), by which the checksum
#           would be another as well: of the codes for 0.01 to 50.00 each sixteenth or so is not valid. Four others pad. promptpay-qr and
#           promptparse were tried with Thailand's form of the same standard.
# Versions: pix-payload 1.0.4, emv-qrcps 0.0.7; qrcode-pix 5.0.0, pix-utils 2.8.2, promptpay-qr 0.5.0, promptparse 1.6.0.
# Matters:  the customer's bank refuses the code, and it is always the same amount at the same till, while a test with one amount passes. Check the
#           end of what is made before it is shown.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  pix-payload@1.0.4 emv-qrcps@0.0.7 qrcode-pix@5.0.0 pix-utils@2.8.2 promptpay-qr@0.5.0 promptparse@1.6.0

cat >observe.mjs <<'JS'
import emv from 'emv-qrcps';
import pixPayload from 'pix-payload';
import pixUtils from 'pix-utils';
import * as promptparse from 'promptparse';
import promptpay from 'promptpay-qr';
import qrcodePix from 'qrcode-pix';

const shop = { key: 'shop@example.com', name: 'SHOP', city: 'RECIFE' };
const makers = {
  'pix-payload': (amount) => pixPayload.payload({ ...shop, amount, transactionId: 'A1' }),
  'emv-qrcps': (amount) => {
    const code = emv.Merchant.buildEMVQR();
    code.setPayloadFormatIndicator('01');
    code.setMerchantCategoryCode('0000');
    code.setTransactionCurrency('986');
    code.setTransactionAmount(amount.toFixed(2));
    code.setCountryCode('BR');
    code.setMerchantName(shop.name);
    code.setMerchantCity(shop.city);
    return code.generatePayload();
  },
  'qrcode-pix': (value) => qrcodePix.QrCodePix({ ...shop, version: '01', transactionId: 'A1', value }).payload(),
  'pix-utils': (transactionAmount) => pixUtils.createStaticPix({ pixKey: shop.key, merchantName: shop.name, merchantCity: shop.city, txid: 'A1', infoAdicional: '', transactionAmount }).toBRCode(),
  'promptpay-qr': (amount) => promptpay('0812345678', { amount }),
  promptparse: (amount) => promptparse.generate.anyId({ type: 'MSISDN', target: '0812345678', amount }),
};
// CRC-16 with the polynomial 1021 and all bits set at first, over everything up to and with "6304".
function checksum(text) {
  let sum = 0xffff;
  for (const byte of Buffer.from(text)) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  return sum.toString(16).toUpperCase().padStart(4, '0');
}
for (const [name, make] of Object.entries(makers)) {
  const ends = {};
  let first;
  for (let cents = 1; cents <= 5000; cents++) {
    const code = make(cents / 100);
    const [, body, tag] = code.match(/^(.*)(630[1-4][0-9A-Fa-f]{1,4})$/);
    const valid = tag === `6304${checksum(`${body}6304`)}`;
    const end = `${tag.slice(0, 4)}${valid ? '' : ', not valid'}`;
    ends[end] = (ends[end] ?? 0) + 1;
    if (!valid) first ??= `${cents} cents: ${tag} in place of 6304${checksum(`${body}6304`)}`;
  }
  console.log(`${name}: ${Object.entries(ends).map(([end, count]) => `${count} end in ${end}`).join('; ')}${first ? `; first ${first}` : ''}`);
}
JS

cat >stated <<'TEXT'
pix-payload: 4682 end in 6304; 295 end in 6303, not valid; 22 end in 6302, not valid; 1 end in 6301, not valid; first 10 cents: 6303390 in place of 63040390
emv-qrcps: 4690 end in 6304; 25 end in 6302, not valid; 285 end in 6303, not valid; first 61 cents: 630235 in place of 63040035
qrcode-pix: 5000 end in 6304
pix-utils: 5000 end in 6304
promptpay-qr: 5000 end in 6304
promptparse: 5000 end in 6304
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
