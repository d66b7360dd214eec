/**
 * What of this a reviewer of controls may use, and what not: carefully, since a program supports a control and never is one.
 */
import { cites, list, note, type Piece, type Section, table, text } from '../document.ts';

/** A control, what of Paychart supports it, and what that leaves to others. */
interface Control {
  readonly control: string;
  readonly asks: string;
  readonly supports: readonly Piece[];
  readonly leaves: string;
}

const controls: readonly Control[] = [
  {
    control: 'PCI DSS v4.0.1, 3.3',
    asks: 'sensitive authentication data is not kept after authorisation',
    supports: [
      'no security code enters a payment, a log entry or a page; fields of that name are withheld (',
      ...cites(['D16']),
      ')',
    ],
    leaves: 'what the checkout, its network and its other logs do with the data before it gets here',
  },
  {
    control: 'PCI DSS v4.0.1, 3.4 and 3.5',
    asks: 'a card number is masked where it is shown, and unreadable where it is kept',
    supports: [
      'no card number is kept: at most the last four digits; numbers in free text are found, masked and flagged (',
      ...cites(['D16']),
      ')',
    ],
    leaves: 'digits in an id or a digest field, which are exempt; disks and backups',
  },
  {
    control: 'PCI DSS v4.0.1, 10.2.2',
    asks: 'an audit entry says who, what, when, where from, with what outcome, and on what',
    supports: [
      'each entry of a log has its kind, time of receipt, verdict, order and transaction; a correction has actor, reason and evidence (',
      ...cites(['D14', 'D24']),
      ')',
    ],
    leaves: 'access to systems and to card data: this is the history of payments, and no access log',
  },
  {
    control: 'PCI DSS v4.0.1, 10.3',
    asks: 'audit logs are protected from destruction and change, and change is detected',
    supports: [
      'the log is append-only by triggers and rights; its entries are chained by hashes, and the chain is verified on export',
    ],
    leaves: 'whoever owns the database: the chain is evidence against them only with its heads kept elsewhere',
  },
  {
    control: 'PCI DSS v4.0.1, 10.4.1.1',
    asks: 'logs are reviewed by automated means',
    supports: [
      'each report is judged when it comes in: illegal and unknown ones are set aside, violations and alarms are named (',
      ...cites(['D0', 'D21']),
      ')',
    ],
    leaves: 'logs of other systems; and somebody who looks at what was set aside',
  },
  {
    control: 'PCI DSS v4.0.1, 10.5.1',
    asks: 'audit logs are kept for a year, three months of it at hand',
    supports: ['nothing is ever deleted from a log; everything can be exported as JSON lines and read back'],
    leaves: 'backups, and how long they are kept',
  },
  {
    control: 'PCI DSS v4.0.1, 10.6',
    asks: 'clocks are in time with each other',
    supports: [
      'our clock and MultiSafepay’s are never compared to tell which report is newer (',
      ...cites(['D15', 'D23']),
      ')',
    ],
    leaves: 'the clock itself: a time of receipt is as good as the machine that gave it',
  },
  {
    control: 'SOC 2, CC8.1',
    asks: 'changes are authorised, designed, tested, approved and documented',
    supports: [
      'the law is named by a hash; a change of it is a changed line in a golden relation, a changed page of this book, and a failing test until both are written anew (',
      ...cites(['DC-3', 'DC-6']),
      ')',
    ],
    leaves: 'who may approve a change, and the record that they did',
  },
  {
    control: 'PSD2, Article 72; RTS (EU) 2018/389, Article 29',
    asks: 'evidence that a payment was authenticated and recorded, and events can be traced afterwards',
    supports: [
      'each authentication outcome that was reported is kept with its report, its time and what followed; a payment without one where the rules ask for one is a violation (',
      ...cites(['3D-3', 'D9', 'D17']),
      ')',
    ],
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
      table(
        ['Control*', 'Asks that*', 'What supports it here*', 'What that leaves to others*'],
        controls.map(({ control, asks, supports, leaves }) => [control, asks, supports, leaves]),
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
            { code: 'paychart evidence ORDER' },
            ': its history, what each entry came to, the rules that were applied with their sources, and what is open.',
          ),
        ],
      },
    ],
  };
}
