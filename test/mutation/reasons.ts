/**
 * Why a mutant that survived is noticed by no test: for each file, the change as `docs/mutation.md` prints it, and a sentence that a
 * test or the law bears out.
 */
/** Of what only saves a second reading. */
const twice =
  'Then a text without long numbers is parsed twice as well, which comes to the same: every document is held against JSON.parse (test/multisafepay/exact-json.test.ts).';

/** Of what is asked once a piece of the body was read. */
const whereThereIsAReader = 'A piece was read before, so there is a reader.';

/** Of what only saves looking through a sentence. */
const withoutPlaces =
  'A sentence without places is looked through then as well, and stays as it is (test/machines/limits.test.ts).';

const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'machines/dispute-rules.ts': {
    '`brand === undefined` → `false`':
      'No brand is named "undefined", so nothing is found for a brand that is not known, either (test/machines/dispute-rules.test.ts).',
  },
  'machines/limits.ts': {
    "`!template.includes('{')` → `false`": withoutPlaces,
    '`\'{\'` → `""`': withoutPlaces,
  },
  'machines/money.ts': {
    '`rows[currency]?.digits` → `rows[currency].digits`':
      'The rows are asked before whether they have the currency, so that none is read of XXX or __proto__ (test/machines/money.test.ts); the mark is there for the compiler.',
  },
  'src/multisafepay/exact-json.ts': {
    '`!sixteenDigits.test(text) \\|\\| !mayHoldLongNumber.test(text)` → `false`': twice,
    '`!sixteenDigits.test(text) \\|\\| !mayHoldLongNumber.test(text)` → `!sixteenDigits.test(text) && !mayHoldLongNumber.test(text)`':
      twice,
    '`/\\d{16}/` → `/\\d/`': twice,
    '`/(?:^\\|[:,[ \\t\\r\\n])\\d{16}/` → `/(?:^\\|[:,[ \\t\\r\\n])\\d/`': twice,
    '`place < json.length` → `place <= json.length`':
      'At the end of the text one more round adds an empty part, which changes nothing.',
  },
  'src/multisafepay/raw-body.ts': {
    '`reader?.read` → `reader.read`': whereThereIsAReader,
    '`reader?.cancel` → `reader.cancel`': whereThereIsAReader,
    '`{ return undefined; }` → `{}`': 'A function that ends without a value gives undefined as well.',
    '`place < text.length` → `place <= text.length`':
      'Behind the end of a text stands no letter, and what is no letter opens and closes nothing.',
  },
};

/** The reason of a survivor; empty as long as nobody has said it. */
export const reasonOf = (file: string, change: string): string => reasons[file]?.[change] ?? '';
