/**
 * For whoever reviews the book: how to verify it by hand, the words it uses, and the page of approval, which nobody has filled in.
 */
import { code, list, note, type Piece, type Section, type Text, table, text } from '../document.ts';
import type { BookInputs } from '../inputs.ts';
import { digestCommand } from '../tree.ts';
import { flowWords } from '../words.ts';

const record = 'docs/book/inputs/test-run.json';

/** A step that a reviewer takes: what it is for, the command, and what it must print. */
interface Step {
  readonly shows: Text;
  readonly command: string;
  readonly prints: Text;
}

const steps: readonly Step[] = [
  {
    shows: 'which tree the record of the tests is of',
    command: `jq -r .digest ${record}`,
    prints: 'the digest on the first page of this book',
  },
  {
    shows: 'whether this is that tree',
    command: digestCommand,
    prints: 'the same digest',
  },
  {
    shows: 'if it is not, what differs',
    command: `jq -r '.tree[] | .sha256 + "  " + .file' ${record} | sha256sum --check --quiet`,
    prints: 'nothing, or a line for each file that is another',
  },
  {
    shows: 'how the tests ended, file by file',
    command: `jq -r '.files[] | select(.failed + .errors > 0) | .file' ${record}`,
    prints: 'nothing, or the files in which a test failed',
  },
  {
    shows: 'that no test file was left out',
    command: `diff <(jq -r '.files[].file' ${record}) <(find test -name '*.test.ts' | LC_ALL=C sort)`,
    prints: 'nothing',
  },
  {
    shows: 'that the law is the one named here, and what is proved of it',
    command: 'paychart verify',
    prints: 'the hashes on the first page of this book, and that everything holds',
  },
  {
    shows: 'that the vendor says what is called documented',
    command: 'paychart sources --check --from CLONE',
    prints: 'that every passage is there as it was read',
  },
  {
    shows: 'what a release changed of the law',
    command: 'paychart diff OLD.json NEW.json',
    prints: 'the chapter on changes',
  },
  {
    shows: 'that this book is what its inputs come to',
    command: 'paychart book --release --out FOLDER',
    prints: 'the same pages, or why it is no release',
  },
];

const chainSteps: readonly Step[] = [
  {
    shows: 'the log of an order, by itself',
    command: "paychart evidence ORDER --data FOLDER | jq -c '.log[]' > log.jsonl",
    prints: 'an entry a line',
  },
  {
    shows: 'that the digest of an entry is of what was told',
    command: 'sed -n 1p log.jsonl | jq -cSj .body | sha256sum; sed -n 1p log.jsonl | jq -r .digest',
    prints: 'the same digest twice, unless the entry carries a payment over, or something was masked',
  },
  {
    shows: 'that each entry names the hash of the one before it',
    command: "jq -r '[.n, .previousHash, .hash] | @tsv' log.jsonl",
    prints: 'in each line the hash of the line before',
  },
];

const stepRows = (some: readonly Step[]): readonly (readonly Text[])[] =>
  some.map(({ shows, command, prints }, index) => [String(index + 1), shows, [code(command)], prints]);

/** The chapter on verifying by hand. */
export function verifyingChapter(): Section {
  const heads = ['No.', 'Shows*', 'Type*', 'It prints*'];
  return {
    id: 'verifying',
    title: 'How to verify it',
    blocks: [
      text(
        'In a checkout of the version on the first page, with ',
        code('jq'),
        ' and ',
        code('sha256sum'),
        ' beside the command. What is told here is evidence of design: that the rules are what they are said to be, and were tested. ' +
          'It says nothing of how a service was run.',
      ),
      table(heads, stepRows(steps), 'Design'),
    ],
    sections: [
      {
        id: 'verifying-operation',
        title: 'Operation: one payment',
        blocks: [
          text(
            'Evidence of operation is the log of payments, order by order. Its digests are over the canonical form of RFC 8785 (JSON ' +
              'Canonicalization Scheme): keys in the order of their UTF-16 code units, no space, numbers as ECMAScript prints them. ',
            code('jq -cS'),
            ' prints the same of what a log holds: its keys are ASCII, and its numbers whole.',
          ),
          table(heads, stepRows(chainSteps), 'Operation'),
        ],
      },
    ],
  };
}

const glossary: readonly (readonly [word: string, means: string])[] = [
  ['order', 'what the customer is to pay; MultiSafepay knows it by the merchant’s order id'],
  ['attempt', 'one try to pay an order: a transaction of its own at MultiSafepay'],
  ['order status, transaction status', 'MultiSafepay’s two words for an order, on two axes; together they are a pair'],
  ['own MID', 'the merchant’s own contract and account with American Express, which then collects'],
  ['3-D Secure', 'the protocol by which the issuer authenticates the customer'],
  ['uncleared payment', 'authorised, and held by the fraud filter until somebody approves'],
  ['refund, reversal', 'the merchant gives collected money back; a reversal does so on the day of the payment'],
  ['chargeback', 'the customer’s bank takes the money back'],
  ['chart, state, edge', 'a state chart; where a transaction can be; the way from one state to another'],
  ['fact', 'what has happened, as subject.participle'],
  ['guard, permission, route', 'a condition on an edge; one that may refuse a request; one that tells cases apart'],
  [
    'profile, cell, relation',
    'the finite rest of what guards read; a state with a profile; all cells with all steps between them',
  ],
  ['edition', 'the rules of one time; a payment keeps the one it was opened under'],
  ['law, name of the law', 'rows, charts, rules and relation; SHA-256 of its relation, its limits and its wording'],
  ['request, report', 'what we ask to do; what MultiSafepay says'],
  ['refusal, violation', 'our no to a request, with its reason; the same reason where reality broke a rule'],
  ['verdict', 'what a report came to: applied, outside, duplicate, stale, illegal or unknown'],
  ['alarm, quarantine', 'money that may be held or gone, and is not believed; where reports wait for a person'],
  ['passage', 'lines of a page of the vendor’s documentation at a commit'],
  ['record of the tests', 'what a run of all tests came to, with the digest of the tree it ran on'],
  ['certificate, invariant', 'what paychart verify prints; a sentence that must hold of every state and fact'],
  ['mutant', 'the program with one change made on purpose: a test should notice'],
];

/** The chapter with the words of the book. */
export function glossaryChapter(): Section {
  return {
    id: 'glossary',
    title: 'Glossary',
    blocks: [
      table(
        ['Word!', 'Means*'],
        glossary.map(([word, means]) => [[{ strong: word }], means]),
      ),
    ],
  };
}

/** A field to be filled in by hand. */
const blank = '______________________';

/** The page of approval: the identity of what is approved, and fields that are left to those who approve. */
export function approvalChapter({ version, certificate, testRun }: BookInputs): Section {
  const roles = ['Prepared by', 'Reviewed by, payments', 'Reviewed by, compliance', 'Approved by'];
  const digest: readonly Piece[] = testRun === undefined ? ['no run is recorded'] : [code(testRun.digest)];
  return {
    id: 'approval',
    title: 'Approval',
    blocks: [
      note(
        'Nobody has approved this book by its being here: the fields are empty, and are filled in on a copy that is kept elsewhere.',
      ),
      {
        kind: 'facts',
        rows: [
          ['Version', version],
          ...certificate.hashes.map(
            ({ chart, hash }) => [`Law of the ${flowWords[chart].name} chart`, [code(hash)]] as const,
          ),
          ...certificate.texts.map(({ text: part, hash }) => [`Law, ${part}`, [code(hash)]] as const),
          ['Tree that the tests ran on', digest],
        ],
      },
      table(
        ['As*', 'Name*', 'Role*', 'Date*', 'Signature*'],
        roles.map((role) => [role, blank, blank, blank, blank]),
      ),
      text('Approved with these conditions, if any:'),
      list(blank, blank, blank),
    ],
  };
}
