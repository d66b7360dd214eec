/**
 * Why a mutant that survived is noticed by no test: for each file, the change as `docs/mutation.md` prints it, and a sentence that a
 * test or the law bears out.
 */
/** Of what only saves a second reading. */
const twice =
  'Then a text without long numbers is parsed twice as well, which comes to the same: every document is held against JSON.parse (test/multisafepay/exact-json.test.ts).';

const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'src/multisafepay/exact-json.ts': {
    '`!sixteenDigits.test(text) \\|\\| !mayHoldLongNumber.test(text)` → `false`': twice,
    '`!sixteenDigits.test(text) \\|\\| !mayHoldLongNumber.test(text)` → `!sixteenDigits.test(text) && !mayHoldLongNumber.test(text)`':
      twice,
    '`/\\d{16}/` → `/\\d/`': twice,
    '`/(?:^\\|[:,[ \\t\\r\\n])\\d{16}/` → `/(?:^\\|[:,[ \\t\\r\\n])\\d/`': twice,
    '`place < json.length` → `place <= json.length`':
      'At the end of the text one more round adds an empty part, which changes nothing.',
  },
};

/** The reason of a survivor; empty as long as nobody has said it. */
export const reasonOf = (file: string, change: string): string => reasons[file]?.[change] ?? '';
