/** What a registration number (登记编号) may be made of; everything else in a template is literal. */
const PLACEHOLDER = /\{(year|yearMonth|date|serial)(?::([1-9]|10))?\}/g;
const SERIAL = /\{serial(?::([1-9]|10))?\}/g;

export const REQUEST_NUMBER_TEMPLATE = '{year}-{serial:5}';
/** So long that a number of it, and of the parts of a split, fits where a number may stand. */
export const TEMPLATE_MAX = 40;

/** Why a template cannot number anything; null when it can. */
export const templateFault = (template: string): 'serial' | 'placeholder' | 'length' | null => {
  if ([...template].length > TEMPLATE_MAX) return 'length';
  if ([...template.matchAll(SERIAL)].length !== 1) return 'serial';
  const widthOnly = /\{(?:year|yearMonth|date):/.test(template);
  return widthOnly || /[{}]/.test(template.replace(PLACEHOLDER, '')) ? 'placeholder' : null;
};

/**
 * The number of a day by a template: a serial begins anew wherever the rest of the number changes,
 * and goes on with more digits when it outgrows its width.
 */
export const requestNumber = (template: string, day: string, serial: number): string =>
  template.replace(PLACEHOLDER, (_, name: string, width: string | undefined) => {
    switch (name) {
      case 'year':
        return day.slice(0, 4);
      case 'yearMonth':
        return day.slice(0, 7).replace('-', '');
      case 'date':
        return day.replaceAll('-', '');
      default:
        return String(serial).padStart(Number(width ?? 1), '0');
    }
  });

/** Earlier and later numbers: by the number in them, so that 10 comes after 9. */
const order = new Intl.Collator('en', { numeric: true });
export const isEarlierNumber = (one: string, other: string): boolean =>
  order.compare(one, other) < 0;
