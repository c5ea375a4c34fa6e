import { plain } from './plain-text.js';
import type { Statement } from './figures-file.js';

/** Marks of a number that is not meant to the last digit: 60余, 近10000, 超过18万. */
const ABOUT = /\d[\d,.]*(万|亿)?(余|多|左右|以上)|(约|近|逾|超|超过|大约|将近|达到?近)\d/;

export const isAbout = ({ text }: Pick<Statement, 'text'>): boolean => ABOUT.test(plain(text));

/** How many digits a number is printed with after the point: `26.98` two, `27.0%` one. */
export const decimalsOf = (value: number, text: string): number => {
  const own = decimalsIn(String(Math.abs(value)));
  let most = own;
  for (const [printed] of plain(text).matchAll(/\d+(?:\.\d+)?/g))
    if (Number(printed) === Math.abs(value)) most = Math.max(most, decimalsIn(printed));
  return most;
};

const decimalsIn = (printed: string): number => printed.split('.')[1]?.length ?? 0;

/** Enough for the dust of binary fractions. */
const DUST = 1e-9;

/** How a printed number stands to the exact one, at the digits it is printed with. */
export const asPrinted = (
  printed: number,
  right: number,
  decimals: number,
): 'rounded' | 'cut' | 'wrong' => {
  const unit = 10 ** -decimals;
  const gap = Math.abs(printed - right);
  if (gap <= unit / 2 + DUST) return 'rounded';
  return gap < unit - DUST && Math.abs(printed) < Math.abs(right) ? 'cut' : 'wrong';
};

/** A number to print beside one of so many decimals. */
export const rounded = (value: number, decimals: number): number =>
  Number(value.toFixed(Math.max(decimals, 2)));

const SCALES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1e3, 万: 1e4, 亿: 1e8 };

const scaleOf = (unit: string): number => SCALES[[...unit][0] ?? ''] ?? 1;

/** A number of a sentence in the unit of a cell: 3.5 万件 is 35,000 件; 2,000 元 is 0.2 万元. */
export const inUnit = (
  value: number,
  unit: string | undefined,
  cellUnit: string | null,
): { value: number; step: number } => {
  const from = plain(unit ?? '');
  const factor = from === '' || cellUnit === null ? 1 : scaleOf(from) / scaleOf(plain(cellUnit));
  const scaled = Number((value * factor).toPrecision(12));
  // 3.5 万 is meant to a thousand; a number printed in the unit of the cell is meant exactly.
  const step = factor > 1 ? factor * 10 ** -decimalsIn(String(value)) : 0;
  return { value: scaled, step };
};
