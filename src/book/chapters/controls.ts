/**
 * What of this a reviewer of controls may use, and what not: carefully, since a program supports a control and never is one.
 */
import { cites, code, list, note, type Piece, type Section, table, text } from '../document.ts';

/** A control, our artefact that supports it, the command that shows it, and what that leaves to others. */
interface Control {
  readonly control: string;
  readonly asks: string;
  readonly artefact: readonly Piece[];
  readonly command: string;
  readonly leaves: string;
}

const controls: readonly Control[] = [
  {
    control: 'PCI DSS v4.0.1, 3.3.1',
    asks: 'sensitive authentication data is not stored after authorisation',
    artefact: [
      'fields of security codes are withheld from every payment, log entry and page (',
      ...cites(['D16']),
      ')',
    ],
    command: 'vitest run test/lifecycle/decisions.test.ts -t D16',
    leaves: 'what the checkout, its network and its other logs do with the data before it gets here',
  },
  {
    control: 'PCI DSS v4.0.1, 3.4.1 and 3.5.1',
    asks: 'a card number is masked where it is shown, and unreadable where it is stored',
    artefact: [
      'at most the last four digits are kept; numbers in free text are found, masked and flagged (',
      ...cites(['D16']),
      ')',
    ],
    command: 'vitest run test/multisafepay/card-data.test.ts',
    leaves: 'digits in an id or a digest field, which are exempt; disks and backups',
  },
  {
    control: 'PCI DSS v4.0.1, 6.3.2',
    asks: 'an inventory of the software that a program is made with',
    artefact: ['the bill of materials and the licences of what is installed with the package'],
    command: 'npm run sbom',
    leaves: 'the inventory of the service that embeds it, and following up what is found vulnerable',
  },
  {
    control: 'PCI DSS v4.0.1, 6.5.1',
    asks: 'a change is described, tested, and its effect is known before it is made',
    artefact: [
      'the golden relation of each edition, and the difference of two of them in words (',
      ...cites(['DC-3', 'DC-6']),
      ')',
    ],
    command: 'paychart diff OLD.json NEW.json',
    leaves: 'who may approve a change, how it is rolled back, and the record that they did',
  },
  {
    control: 'PCI DSS v4.0.1, 10.2.2',
    asks: 'an audit entry says who, what, when, where from, with what outcome, and on what',
    artefact: [
      'each entry of a log has its kind, time of receipt, verdict, order and transaction; a correction has actor, reason and evidence (',
      ...cites(['D14', 'D24']),
      ')',
    ],
    command: "paychart evidence ORDER | jq '.history[]'",
    leaves: 'access to systems and to card data: this is the history of payments, and no access log',
  },
  {
    control: 'PCI DSS v4.0.1, 10.3.2 and 10.3.4',
    asks: 'audit logs are protected from change, and a change is detected',
    artefact: ['an append-only log, by triggers and rights, whose entries are chained by hashes'],
    command: 'paychart payments check FILE',
    leaves: 'whoever owns the database: the chain is evidence against them only with its heads kept elsewhere',
  },
  {
    control: 'PCI DSS v4.0.1, 10.4.1.1',
    asks: 'logs are reviewed by automated means',
    artefact: [
      'each report is judged when it comes in; illegal and unknown ones are set aside, violations and alarms are named (',
      ...cites(['D0', 'D21']),
      ')',
    ],
    command: "paychart evidence ORDER | jq '.violations, .alarms'",
    leaves: 'logs of other systems; and somebody who looks at what was set aside',
  },
  {
    control: 'PCI DSS v4.0.1, 10.5.1',
    asks: 'audit logs are kept for a year, three months of it at hand',
    artefact: ['nothing is deleted from a log; everything can be exported as JSON lines and read back'],
    command: 'paychart payments export --to FILE',
    leaves: 'backups, and how long they are kept',
  },
  {
    control: 'SOC 2, CC8.1',
    asks: 'changes are authorised, designed, tested, approved and documented',
    artefact: [
      'the name of the law, its golden relations, and the record of the tests with the tree that they ran on (',
      ...cites(['DC-3', 'DC-6']),
      ')',
    ],
    command: 'paychart book --release --html FILE',
    leaves: 'who may approve a change, and the record that they did',
  },
  {
    control: 'PSD2, Article 72; RTS (EU) 2018/389, Article 29',
    asks: 'evidence that a payment was authenticated and recorded, and events can be traced afterwards',
    artefact: [
      'each authentication outcome that was reported, with its report, its time and what followed (',
      ...cites(['3D-3', 'D9', 'D17']),
      ')',
    ],
    command: "paychart evidence ORDER | jq '.history[]'",
    leaves:
      'the proof itself (ECI, CAVV, the ids of the directory server): keep MultiSafepay’s answers; the duty is the payment service provider’s',
  },
];

/** The chapter on controls. */
export function controlsChapter(): Section {
  return {
    id: 'controls',
    title: 'Controls, and what the log proves',
    blocks: [
      note(
        'A program supports a control. Whether a control is met is for those to say who run it and those who audit it. The numbers ' +
          'are those of the published standards; the words are ours, and the text of the standard counts.',
      ),
      text(
        'Two kinds of evidence are told apart. Evidence of design says what the program does: this book, its tests and its proof. ' +
          'Evidence of operation says what was done with it: logs of payments, and the records of whoever runs it. The first is no ' +
          'evidence of the second.',
      ),
      table(
        ['Control*', 'Asks that*', 'What supports it here*', 'Shown by*', 'What that leaves to others*'],
        controls.map(({ control, asks, artefact, command, leaves }) => [
          control,
          asks,
          artefact,
          [code(command)],
          leaves,
        ]),
      ),
    ],
    sections: [
      {
        id: 'log-proves',
        title: 'What the log proves',
        blocks: [
          list(
            'Order and content: each entry has the hash of the one before it. An entry that was changed, removed from the middle, or put in, breaks the chain where it stands, unless all that follows was computed anew.',
            'What was believed, and why: each entry has what was told, the verdict, the violations, and the law it was judged under. It can be judged again, and must come to the same.',
            'That the law was kept: what was possible before and after each entry is a row of its own, which the database itself holds against the law.',
            'What was not believed: it is in the log like everything else, with the reason.',
          ),
        ],
      },
      {
        id: 'log-does-not',
        title: 'What it does not prove',
        blocks: [
          list(
            'A hash chain without an outside anchor proves nothing against its operator. Whoever may rewrite the whole log may compute new hashes, or cut off its newest entries. Keep the heads (entry number and hash) at another owner, at regular times, to notice.',
            'That MultiSafepay said so. The signature of a notification is checked before it is taken in, and is not kept.',
            'When it happened. The times within a report are MultiSafepay’s, without a zone; the time of receipt is our own clock.',
            'Anything against a superuser or the owner of the tables, who can take off triggers and constraints. Run the service under another role.',
          ),
          text(
            'One payment’s evidence, with its chain verified, is printed by ',
            code('paychart evidence ORDER'),
            ': its history, what each entry came to, the rules that were applied with their sources, and what is open.',
          ),
        ],
      },
    ],
  };
}
