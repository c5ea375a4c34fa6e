import { cn2014 } from './cn-2014.js';
import { cn2019, cn2021 } from './cn-2019.js';
import type { ReportFormat } from './format.js';
import { freeFormat } from './sections.js';

/** Every report form with tables of its own that this program knows. */
export const formats: readonly ReportFormat[] = [cn2014, cn2019, cn2021];

/** Every report form, the free one from before 2014 first. */
export const reportFormats: readonly ReportFormat[] = [freeFormat, ...formats];
