/**
 * Amounts as people write them, by the law's own table of currencies: the same in every runtime (decision D37).
 */
export { amountText, currencyDigits, moneyText } from '../../machines/index.ts';
