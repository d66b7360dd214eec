#!/usr/bin/env bash
# To make cents of 12.345, viem rounds up, web3-utils cuts off and ethers refuses; 0.999 is a whole euro to viem.
#
# Guess:    parseUnits and its like, with two decimals, take amounts that have two decimals and refuse others: what is no whole number of the smallest unit
#           cannot be sent.
# Instead:  viem rounds to the nearest, and away from zero at the half; toWei of web3-utils cuts off. Neither says so. An empty text is 0 to
#           web3-utils, and 0x10 is 1600. ethers refuses all of these.
# Versions: viem 2.57.20, web3-utils 4.3.3, ethers 6.17.0.
# Matters:  the amount that is signed is another than the one that was shown, and what one side computes with viem the other refuses with ethers. Check the
#           decimals before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts viem@2.57.20 web3-utils@4.3.3 ethers@6.17.0

cat >observe.mjs <<'JS'
import { parseUnits as byEthers } from 'ethers';
import { parseUnits as byViem } from 'viem';
import { toWei } from 'web3-utils';

const parsers = { viem: (text) => byViem(text, 2), 'web3-utils': (text) => toWei(text, 2), ethers: (text) => byEthers(text, 2) };
for (const text of ['12.34', '12.345', '12.349', '0.999', '-0.005', '-12.345', '', '0x10']) {
  const told = Object.entries(parsers).map(([name, parse]) => {
    try {
      return `${name} ${parse(text)}`;
    } catch {
      return `${name} refused`;
    }
  });
  console.log(`'${text}': ${told.join(', ')}`);
}
JS

cat >stated <<'TEXT'
'12.34': viem 1234, web3-utils 1234, ethers 1234
'12.345': viem 1235, web3-utils 1234, ethers refused
'12.349': viem 1235, web3-utils 1234, ethers refused
'0.999': viem 100, web3-utils 99, ethers refused
'-0.005': viem -1, web3-utils -, ethers refused
'-12.345': viem -1235, web3-utils -1234, ethers refused
'': viem refused, web3-utils 0, ethers refused
'0x10': viem refused, web3-utils 1600, ethers refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
