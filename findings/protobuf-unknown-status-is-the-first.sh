#!/usr/bin/env bash
# A status that a reader of Protocol Buffers does not know yet is its first one, `initialized`, if the file says proto2.
#
# Guess:    a number that the enum does not name is that number, as in proto3, or an error; a list of statuses has as many as were sent.
# Instead:  enums of proto2 are closed: an unknown number is put aside and the field is as if it had not been sent, which reads as the first name.
#           protobufjs drops it from a list as well, and from what it writes again; protobuf-es keeps it in both. In proto3, or with an
#           open enum, both give the number.
# Versions: protobufjs 8.8.1, @bufbuild/protobuf 2.17.0.
# Matters:  the service that was not deployed yet takes a refunded order for one that was never paid, and asks for the money again. Let the first name
#           of an enum mean "not known", or use proto3.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts protobufjs@8.8.1 @bufbuild/protobuf@2.17.0

cat >observe.mjs <<'JS'
import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';

const names = ['INITIALIZED', 'COMPLETED', 'REFUNDED'];
const source = (syntax, known) => `syntax = "${syntax}"; package pay;
  enum Status { ${known.map((name, index) => `${name} = ${index};`).join(' ')} }
  message Order { ${syntax === 'proto2' ? 'optional ' : ''}Status status = 1; repeated Status log = 2 ${syntax === 'proto2' ? '' : '[packed = false]'}; }`;
const readers = {
  protobufjs(syntax, known, bytes) {
    const Order = protobuf.parse(source(syntax, known)).root.lookupType('pay.Order');
    const { status, log } = Order.decode(bytes);
    return { status, log, written: Order.encode(Order.decode(bytes)).finish() };
  },
  'protobuf-es'(syntax, known, bytes) {
    const options = syntax === 'proto2' ? undefined : { packed: false };
    const file = create(FileDescriptorProtoSchema, {
      name: 'pay.proto', package: 'pay', syntax,
      enumType: [{ name: 'Status', value: known.map((name, number) => ({ name, number })) }],
      messageType: [{ name: 'Order', field: [
        { name: 'status', jsonName: 'status', number: 1, label: 1, type: 14, typeName: '.pay.Status' },
        { name: 'log', jsonName: 'log', number: 2, label: 3, type: 14, typeName: '.pay.Status', options },
      ] }],
    });
    const schema = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] })).getMessage('pay.Order');
    const order = fromBinary(schema, bytes);
    return { status: order.status, log: order.log, written: toBinary(schema, order) };
  },
};
for (const syntax of ['proto2', 'proto3']) {
  const newer = protobuf.parse(source(syntax, names)).root.lookupType('pay.Order');
  const bytes = newer.encode({ status: 2, log: [1, 2, 2] }).finish();
  for (const [name, read] of Object.entries(readers)) {
    const { status, log, written } = read(syntax, names.slice(0, 2), bytes);
    const again = newer.decode(written);
    const named = (number) => names[number];
    console.log(`${syntax}, ${name}: ${status} for 2 (${named(2)}), log of ${log.length} of 3; written again ${named(again.status)}, log of ${again.log.length}`);
  }
}
JS

cat >stated <<'TEXT'
proto2, protobufjs: 0 for 2 (REFUNDED), log of 1 of 3; written again INITIALIZED, log of 1
proto2, protobuf-es: 0 for 2 (REFUNDED), log of 3 of 3; written again REFUNDED, log of 3
proto3, protobufjs: 2 for 2 (REFUNDED), log of 3 of 3; written again REFUNDED, log of 3
proto3, protobuf-es: 2 for 2 (REFUNDED), log of 3 of 3; written again REFUNDED, log of 3
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
