/**
 * Personal data found and left out: of a document that is kept because it could not be read, nothing that says who the
 * shopper is, where they live or what they browse with.
 */
import { type Masked, maskCardData } from './card-data.ts';
import { jsonCopy } from './json-copy.ts';

/** A document as it may be kept, and what is not in it. */
export interface Keepable extends Masked {
  /** Dotted paths of the members that were left out as personal data, and of texts in which some was. */
  readonly leftOut: readonly string[];
}

/**
 * A copy of a JSON value that may be kept: members that hold personal data are left out wherever they stand, e-mail and IP
 * addresses in all other text too, and card data is masked. Works level by level, so no nesting is too deep.
 *
 * @example
 * keepableDocument({ order_id: 'a', customer: { email: 'a@b.example' } }).value; // { order_id: 'a' }
 */
export function keepableDocument(json: unknown): Keepable {
  const { value, changed } = jsonCopy(json, {
    name: withoutAddresses,
    leavesOut: isPersonal,
    value: (held) => (typeof held === 'string' ? withoutAddresses(held) : held),
  });
  return { ...maskCardData(value), leftOut: changed };
}

/**
 * The members that hold personal data, without blanks and marks and in small letters. Source: MultiSafepay's order JSON and
 * order request (`customer`, `delivery`, `customer.browser`, `payment_details`, `payment_methods`), in its public samples.
 */
const personalMembers: readonly string[] = [
  // Whole sections: the shopper, who gets the goods, and what they browse with.
  'customer',
  'customers',
  'customerinfo',
  'consumer',
  'shopper',
  'buyer',
  'delivery',
  'deliveryaddress',
  'shippingaddress',
  'billing',
  'billingaddress',
  'browser',
  'browserinfo',
  'device',
  'gatewayinfo',
  // Who: names, birth, sex.
  'firstname',
  'middlename',
  'lastname',
  'surname',
  'fullname',
  'initials',
  'gender',
  'title',
  'birthday',
  'birthdate',
  'dateofbirth',
  'companyname',
  'socialsecuritynumber',
  'accountholdername',
  'accountholder',
  'cardholdername',
  'cardholder',
  'holdername',
  // Where: addresses of every kind.
  'address',
  'address1',
  'address2',
  'street',
  'streetname',
  'housenumber',
  'housenumbersuffix',
  'zipcode',
  'postalcode',
  'postcode',
  'city',
  'state',
  'countryname',
  'email',
  'emailaddress',
  'phone',
  'phone1',
  'phone2',
  'phonenumber',
  'mobile',
  'mobilenumber',
  'telephone',
  'fax',
  'ip',
  'ipaddress',
  'forwardedip',
  'clientip',
  'remoteip',
  // What they browse with.
  'useragent',
  'referrer',
  'referer',
  'fingerprint',
  'devicefingerprint',
  'cookies',
  // Their account at a bank.
  'accountid',
  'accountiban',
  'accountbic',
  'iban',
  'bic',
];

const personal: ReadonlySet<string> = new Set(personalMembers);

/** Words that no member of an order has unless it is about a person: `customer_email`, `ip_address_v6`. */
const personalWords: ReadonlySet<string> = new Set(['customer', 'delivery', 'browser', 'email', 'phone', 'ip', 'iban']);

/** Whether a member holds personal data, by its name, however it is written: `ip_address`, `ipAddress`, `IP-Address`. */
function isPersonal(name: string): boolean {
  const parts = name
    .replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return personal.has(parts.join('')) || parts.some((part) => personalWords.has(part));
}

/** What stands where an address was. */
const gone = '(left out)';

/** Words: one with an at sign inside is taken for an e-mail address. */
const words = /[^\s<>"'(),:;]+/gu;
const ipv4 = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)/g;
/** Eight groups, or fewer around a double colon; a time of day is neither. */
const ipv6 =
  /(?<![\w:])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?::(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?)(?![\w:])/gi;

function withoutAddresses(text: string): string {
  let shown = text;
  if (shown.includes('@')) shown = shown.replace(words, (word) => (/.@./s.test(word) ? gone : word));
  if (shown.includes('.')) shown = shown.replace(ipv4, gone);
  if (shown.includes(':')) shown = shown.replace(ipv6, gone);
  return shown;
}
