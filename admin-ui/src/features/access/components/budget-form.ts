/** Caps and prices as they are typed: in major units with a point or a comma, empty for none. */

import type { Budget, BudgetUpdate, MessagePrice } from '../../../../../contracts/http/budget.ts';

export interface TypedPrice {
  prefix: string;
  category: MessagePrice['category'];
  perThousand: string;
}
export interface TypedBudget {
  aiCap: string;
  messageCap: string;
  aiInput: string;
  aiOutput: string;
  prices: TypedPrice[];
}

const AMOUNT = /^\d{1,9}([.,]\d{1,3})?$/;
const PREFIX = /^(\+[1-9]\d{0,6})?$/;

export const isAmount = (typed: string): boolean => typed.trim() === '' || AMOUNT.test(typed.trim());
export const isPrefix = (typed: string): boolean => PREFIX.test(typed.trim());

/** Null for nothing typed; only for what `isAmount` lets through. */
export function minorOf(typed: string, digits: number): number | null {
  const plain = typed.trim().replace(',', '.');
  return plain === '' ? null : Math.round(Number(plain) * 10 ** digits);
}
export function typedOf(minor: number | null, digits: number): string {
  if (minor === null) return '';
  const major = minor / 10 ** digits;
  return Number.isInteger(major) ? String(major) : major.toFixed(digits);
}

export function asTyped(budget: Budget, digits: number): TypedBudget {
  return {
    aiCap: typedOf(budget.aiCapMinor, digits),
    messageCap: typedOf(budget.messageCapMinor, digits),
    aiInput: typedOf(budget.aiInputPriceMinor, digits),
    aiOutput: typedOf(budget.aiOutputPriceMinor, digits),
    prices: budget.messagePrices.map(({ prefix, category, minorPerThousand }) => ({
      prefix,
      category,
      perThousand: typedOf(minorPerThousand, digits),
    })),
  };
}

/** Null while something typed cannot be read. */
export function asBudgetUpdate(typed: TypedBudget, version: number, digits: number): BudgetUpdate | null {
  const { aiCap, messageCap, aiInput, aiOutput, prices } = typed;
  const isFine =
    [aiCap, messageCap, aiInput, aiOutput].every(isAmount) &&
    prices.every(({ prefix, perThousand }) => isPrefix(prefix) && perThousand.trim() !== '' && isAmount(perThousand)) &&
    new Set(prices.map(({ prefix, category }) => `${prefix.trim()} ${category}`)).size === prices.length;
  if (!isFine) return null;
  return {
    aiCapMinor: minorOf(aiCap, digits),
    messageCapMinor: minorOf(messageCap, digits),
    aiInputPriceMinor: minorOf(aiInput, digits),
    aiOutputPriceMinor: minorOf(aiOutput, digits),
    messagePrices: prices.map(({ prefix, category, perThousand }) => ({
      prefix: prefix.trim(),
      category,
      minorPerThousand: minorOf(perThousand, digits) ?? 0,
    })),
    version,
  };
}
