import { Field } from '../../platform/validation/field.js';
import { momentOrAge } from '../../platform/validation/moment.js';
import { digits } from '../../platform/validation/query-rules.js';
import { choice, text } from '../../platform/validation/rule.js';

export const MAX_DAYS = 31;
export const DEFAULT_WORST = 20;
export const MAX_WORST = 1000;

export const REPORT_FORMATS = ['json', 'csv', 'md'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The period of a report, and its form. */
export class ReportQuery {
  @Field(momentOrAge('from'), {
    description: `Begin of the period, up to ${MAX_DAYS} days before its end; by default, 7 days before it.`,
    example: '2026-01-24T00:00:00Z',
  })
  from?: string;

  @Field(momentOrAge('until'), {
    description: 'End of the period; by default, and at the latest, now.',
    example: '2026-01-31T00:00:00Z',
  })
  until?: string;

  @Field(choice('format', REPORT_FORMATS), {
    description: '`json`, `csv` (one table) or `md` (Markdown, for people).',
    default: 'json',
  })
  format?: ReportFormat;
}

export class ZoneReportQuery extends ReportQuery {
  @Field(text('zone', { max: 64 }), {
    description: 'Only workers that are now in this zone.',
    example: 'eu-west-1a',
  })
  zone?: string;
}

/** A report that lists the workers that stand out. */
export class WorkersReportQuery extends ZoneReportQuery {
  @Field(digits('worst', 0, MAX_WORST), {
    description: 'Maximum number of workers that are listed, the worst first.',
    default: DEFAULT_WORST,
  })
  worst?: string | number;
}
