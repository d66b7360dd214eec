#!/usr/bin/env bash
# To iso20022.js every currency has two decimals, a cent need not be whole, and an id may be a number.
#
# Guess:    amounts are whole minor units of their currency: 1250 yen are read from a statement as 1250 and written as 1250;
#           ids and account numbers are texts, as ISO 20022 has them.
# Instead:  every amount is read times a hundred and written divided by it: 1250 yen become 125000, and 1250 minor units of yen
#           or of Bahraini dinars are paid out as 12.5. The product is not rounded, so 1.15 euros are 114.99999999999999. An id
#           of digits is a number without its leading zeros, 0x1F is 31, and the account 0012345678 has lost two digits. 12E5
#           and long numbers stay texts.
# Versions: iso20022.js 0.0.15.
# Matters:  a line of a statement is not found by the amount or the id that was sent; and a payout in yen is a hundredth of what
#           was owed, one in dinars ten times as much. Round what it reads, scale by the currency, and take ids from the XML.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent iso20022.js@0.0.15

cat >observe.mjs <<'JS'
import { CashManagementEndOfDayReport, ISO20022 } from 'iso20022.js';

const day = '<Dt>2026-01-31</Dt>';
const entry = ([amount, currency, id]) => `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
  <BookgDt>${day}</BookgDt><ValDt>${day}</ValDt><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd>
  <NtryDtls><TxDtls><Refs><PmtInfId>${id}</PmtInfId></Refs></TxDtls></NtryDtls></Ntry>`;
const statement = (entries) => `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
  <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-01-31T23:30:00Z</CreDtTm></GrpHdr>
  <Stmt><Id>S-1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-01-31T23:30:00Z</CreDtTm>
  <Acct><Id><Othr><Id>0012345678</Id></Othr></Id><Ccy>EUR</Ccy><Svcr><FinInstnId><BIC>BANKNL2A</BIC></FinInstnId></Svcr></Acct>
  <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>${day}</Dt></Bal>
  ${entries.map(entry).join('')}</Stmt></BkToCstmrStmt></Document>`;

const lines = [['12.50', 'EUR', 'A-1'], ['1.15', 'EUR', '0001234'], ['0.29', 'EUR', '0x1F'], ['1250', 'JPY', '12E5'],
  ['1.250', 'BHD', '12345678901234567890']];
const report = CashManagementEndOfDayReport.fromXML(statement(lines));
console.log(`account 0012345678: ${JSON.stringify(report.statements[0].account.accountNumber)}`);
report.entries.forEach(({ amount, transactions: [{ paymentInformationId }] }, index) => {
  const [written, currency, id] = lines[index];
  console.log(`read ${written} ${currency}: ${amount}; id ${id}: ${JSON.stringify(paymentInformationId)}`);
});

const party = (name) => ({ name, account: { accountNumber: '1' }, agent: { bic: 'BANKNL2A', bankAddress: { country: 'NL' } } });
const writer = new ISO20022({ initiatingParty: { ...party('Shop'), id: 'SHOP' } });
for (const currency of ['EUR', 'JPY', 'BHD']) {
  const payout = { type: 'swift', direction: 'credit', amount: 1250, currency, endToEndId: 'A-1', remittanceInformation: 'payout',
    creditor: { ...party('Seller'), address: { country: 'NL' } } };
  const [, amount] = writer.createSWIFTCreditPaymentInitiation([payout]).serialize().match(/<InstdAmt[^>]*>([^<]*)/);
  console.log(`write 1250 minor units of ${currency}: ${amount}`);
}
JS

cat >stated <<'TEXT'
account 0012345678: "12345678"
read 12.50 EUR: 1250; id A-1: "A-1"
read 1.15 EUR: 114.99999999999999; id 0001234: 1234
read 0.29 EUR: 28.999999999999996; id 0x1F: 31
read 1250 JPY: 125000; id 12E5: "12E5"
read 1.250 BHD: 125; id 12345678901234567890: "12345678901234567890"
write 1250 minor units of EUR: 12.5
write 1250 minor units of JPY: 12.5
write 1250 minor units of BHD: 12.5
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
