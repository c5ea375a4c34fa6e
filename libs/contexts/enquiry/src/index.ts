import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import enquirySdl from './enquiry.graphql';
import { enquiryIndicators } from './enquiry.indicators.js';
import { enquiryMonths, enquiryRows } from './enquiry.projection.js';
import { enquiryErrors } from './errors.js';
import { enquiryEvents } from './events.js';
import { enquiryPolicy } from './policy.js';

export { EnquiryCommand, EnquiryCountCommand } from './commands.js';
export { AskerKind, EnquiryChannel, enquiryEvents, EnquirySubject, EntryFault } from './events.js';

export const enquiryContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'enquiry',
  events: enquiryEvents,
  projections: [enquiryRows, enquiryMonths],
  processes: [],
  policy: enquiryPolicy,
  errors: enquiryErrors,
  sdl: enquirySdl,
  module: () => import('./enquiry.module.js').then((m) => m.EnquiryModule),
  indicators: enquiryIndicators,
};
