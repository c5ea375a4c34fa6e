import { cn2014 } from './cn-2014.js';
import { cn2019, cn2021 } from './cn-2019.js';
import type { ReportFormat } from './format.js';

/** Every report format this program knows. */
export const formats: readonly ReportFormat[] = [cn2014, cn2019, cn2021];
