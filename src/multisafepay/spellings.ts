/**
 * MultiSafepay's words and ours: every spelling read (decision D8), and an edition's spelling written (decision D1).
 * Letter case and surrounding blanks do not matter; a word nobody knows is kept as it was said, with card data masked.
 */
import {
  type CardBrand,
  cardBrands,
  type DisputeWord,
  disputeWords,
  type Edition,
  editions,
  type OrderStatus,
  type OutsideFamily,
  orderStatuses,
  type TransactionStatus,
  transactionStatuses,
} from '../../machines/index.ts';
import type { PaymentMethod, TransactionKind, Word } from '../lifecycle/report.ts';
import { spellingsOf } from './brands.ts';
import { maskText } from './card-data.ts';

/** The order status that `status` says; `cancelled` is `void` here (decision D8). */
export function readOrderWord(said: string): Word<OrderStatus> {
  return readAmong(orderWords, said);
}

/** Every spelling of an order status that is read, in lower case, with what it says. */
export function orderSpellingsRead(): readonly (readonly [spelling: string, status: OrderStatus])[] {
  return [...orderWords];
}

/** Every spelling of a transaction status that is read, in lower case, with what it says. */
export function transactionSpellingsRead(): readonly (readonly [spelling: string, status: TransactionStatus])[] {
  return [...transactionWords];
}

/** The transaction status that `financial_status` says; `void` is `cancelled` here (decision D8). */
export function readTransactionWord(said: string): Word<TransactionStatus> {
  return readAmong(transactionWords, said);
}

/** The status of a dispute, as `dispute.status` says; the vendor's page writes `opened` for `open` (decision D34). */
export function readDisputeWord(said: string): Word<DisputeWord> {
  return readAmong(disputed, said);
}

/** What a transaction is, as `type` says. */
export function readKind(said: string): Word<TransactionKind> {
  return readAmong(kindWords, said);
}

/** How a payment was made, as a gateway id says; nothing if it says "a card" without the brand. */
export function readMethod(said: string): PaymentMethod | undefined {
  const word = plain(said);
  if (brandlessWords.has(word)) return undefined;
  const brand = brandWords.get(word);
  if (brand !== undefined) return { brand };
  if (word.startsWith(giftCardPrefix)) return { outside: maskText(said.trim()).toUpperCase(), family: 'giftCard' };
  return outsideWords.get(word) ?? unknown(said);
}

/** Whether a word is spelled `void`: with both words so, a report says less than (void, cancelled) (decision D13). */
export function isSpelledVoid(said: string): boolean {
  return plain(said) === 'void';
}

/** An order status in an edition's spelling: `chargedback` in 2019, `chargeback` in 2025 (decisions D1, D8). */
export function spellOrderStatus(edition: Edition, status: OrderStatus): string {
  return status === 'chargeback' ? editions[edition].chargebackWord : status;
}

/** The spellings of each word that are not its own name. */
type Spellings<Known extends string> = Partial<Record<Known, readonly string[]>>;

const orderSpellings = {
  chargeback: ['chargedback', 'charged_back'],
  void: ['cancelled', 'canceled'],
} as const satisfies Spellings<OrderStatus>;

const transactionSpellings = { cancelled: ['void', 'canceled'] } as const satisfies Spellings<TransactionStatus>;

/** Source: MultiSafepay's OpenAPI description, `Transaction` and `RelatedTransactions`, which differ by a dash. */
const kindSpellings = {
  payment: [],
  refund: [],
  chargeback: [],
  'reverse-chargeback': ['reverse_chargeback'],
  capture: [],
  'auth-cancellation': ['auth_cancellation'],
} as const satisfies Record<TransactionKind, readonly string[]>;

/** Gateway ids that mean some card: its brand is not said. Apple Pay and Google Pay are wallets over cards. */
const brandlessWords: ReadonlySet<string> = new Set(['creditcard', 'applepay', 'googlepay']);

/** Gateway ids outside these charts. Source: MultiSafepay documentation, "Gateway IDs", and its plugins. */
const outsideMethods = {
  bank:
    'IDEAL IDEALQR BANKTRANS DIRDEB DIRECTBANK DBRTP GIROPAY KBC CBC BELFIUS EPS TRUSTLY TRUSTPAY DOTPAY MYBANK ' +
    'MULTIBANCO MBWAY BIZUM BLIK SWISH TWINT',
  wallet: 'PAYPAL ALIPAY ALIPAYPLUS WECHAT AMAZONBTN PSAFECARD',
  payLater:
    'PAYAFTER BNPL_MF BNPL_INST BNPL_INSTM BNPL_OB KLARNA AFTERPAY RIVERTY EINVOICE IN3 IN3B2B SANTANDER ZINIA ' +
    'ZINIA_IN3 BILLINK',
  giftCard:
    'AMSGIFT BABYCAD BEAUTYCAD BEAUTYWELL BLOEMENCAD BOEKENBON DEGROTESPL DORDTPAS EDENCO EDENCOM EDENRES EDENSPORTS ' +
    'FASHIONCHQ FASHIONGFT FIETSENBON GELREPAS GEZONDHEID GIVACARD GOOD4FUN GOODCARD HORSESGIFT NATNLBIOSC ' +
    'NATNLETUIN PARFUMCADE PODIUM ROTGIFT SPORTENFIT UPAS VRGIFTCARD VVVGIFTCRD WEBSHOPGFT WELLNESSCA WIJNCADEAU ' +
    'WINKELCHEQ YOURGIFT COUPON',
} as const satisfies Record<OutsideFamily, string>;

/** Before the issuer of a gift card: `Coupon::Intersolve`. Source: MultiSafepay's plugins for WooCommerce and Magento. */
const giftCardPrefix = 'coupon::';

const orderWords = wordsOf(orderStatuses, orderSpellings);
const transactionWords = wordsOf(transactionStatuses, transactionSpellings);
const disputed = wordsOf(disputeWords, { open: ['opened'] });
const kindWords = wordsOf(Object.keys(kindSpellings) as TransactionKind[], kindSpellings);
const brandWords: ReadonlyMap<string, CardBrand> = new Map(
  cardBrands.flatMap((brand) => [brand, ...spellingsOf(brand)].map((spelling) => [spelling, brand])),
);
const outsideWords: ReadonlyMap<string, PaymentMethod> = new Map(
  (Object.entries(outsideMethods) as [OutsideFamily, string][]).flatMap(([family, words]) =>
    words.split(' ').map((outside) => [plain(outside), { outside, family }]),
  ),
);

/** Every word by its spellings, its own name among them. A map, so that no spelling meets an inherited key. */
function wordsOf<Known extends string>(
  known: readonly Known[],
  spellings: Spellings<Known>,
): ReadonlyMap<string, Known> {
  return new Map(known.flatMap((word) => [word, ...(spellings[word] ?? [])].map((spelling) => [spelling, word])));
}

/** A word by one of its spellings. */
function readAmong<Known extends string>(words: ReadonlyMap<string, Known>, said: string): Word<Known> {
  return words.get(plain(said)) ?? unknown(said);
}

function plain(said: string): string {
  return said.trim().toLowerCase();
}

function unknown(said: string): { readonly unknown: string } {
  return { unknown: maskText(said.trim()) };
}
