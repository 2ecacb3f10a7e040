import { z } from 'zod';
import { WARNING_KINDS } from './warning-settings.js';

/** The kinds of rules, each with the condition that it watches. */
export const RULE_KINDS = {
  'system-health': '`systemHealthPercentage` is below `below`',
  guard: 'a guard holds the fleet or a zone',
  'guard-spent': 'a guard is spent: its workers are still silent and are no longer held',
  'free-capacity': '`availableCapacity` is below `below`',
  'worker-failed': 'the status of a worker is `ERROR`, or it was lost and its loss is not acknowledged',
  'workers-lost': 'at least `atLeast` workers were lost, and their losses are not acknowledged',
  'zone-present-below':
    'fewer than `below` workers of a zone are present, or fewer than `belowPercent` of those that should be there',
  'worker-flapping': 'the health of a worker changed more than `moreThan` times in `withinMinutes`',
  'worker-contested':
    'processes took over the name of a worker from each other more than `moreThan` times in `withinMinutes`',
  'worker-stuck':
    'the event loop of a worker that sends heartbeats lags by more than `stuck-event-loop-lag-ms`',
  warning: 'a [warning](capacity.md#warnings) holds, of one of the kinds in `about`',
} as const;

const MAX_RULES = 50;
const MAX_WEBHOOKS = 20;
const YEAR_MINUTES = 525_600;

const NAME = 'letters, digits, ".", "_" and "-", up to 64, for example fleet-health';
const name = z.string({ error: NAME }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: NAME });
const bounded = (takes: string, min: number, max: number) =>
  z.number({ error: takes }).min(min, { error: takes }).max(max, { error: takes });
const whole = (takes: string, min: number, max: number) =>
  z.int({ error: takes }).min(min, { error: takes }).max(max, { error: takes });
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const ABOUT = `a list of ${WARNING_KINDS.join(', ')}`;
const ZONE = 'the name of a zone of up to 64 characters, for example eu-1';
const TIME = 'a time such as 2026-01-31T12:00:00Z';
const minutes = bounded(
  `a number (minutes) from 0.001 to ${YEAR_MINUTES}, for example 30`,
  0.001,
  YEAR_MINUTES,
);

const severity = oneOf(['critical', 'warning', 'info']);
const common = {
  name,
  /** How long the condition must hold before the rule fires. */
  forMinutes: bounded(`a number (minutes) from 0 to ${YEAR_MINUTES}, for example 5`, 0, YEAR_MINUTES).default(
    0,
  ),
  /** Interval between repeated messages while the rule fires. */
  reminderMinutes: minutes.default(240),
  severity: severity.default('warning'),
  /** The rule sends nothing until then. */
  mutedUntil: z.iso.datetime({ offset: true, error: TIME }).optional(),
};
const zone = z.string({ error: ZONE }).min(1, { error: ZONE }).max(64, { error: ZONE }).optional();
const percent = bounded('a number (percent) above 0 and up to 100, for example 90', Number.MIN_VALUE, 100);
const slots = whole('a whole number (slots) from 1 to 2147483647, for example 100', 1, 2_147_483_647);
const workers = whole('a whole number (workers) from 1 to 2147483647, for example 10', 1, 2_147_483_647);
const changes = whole('a whole number (changes) from 1 to 10000, for example 5', 1, 10_000);
const window = bounded('a number (minutes) from 0.001 to 1440, for example 30', 0.001, 1440);

const rule = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...common, kind: z.literal('system-health'), below: percent }),
    z.strictObject({ ...common, kind: z.literal('guard'), zone }),
    z.strictObject({
      ...common,
      kind: z.literal('guard-spent'),
      severity: severity.default('critical'),
      zone,
    }),
    z.strictObject({ ...common, kind: z.literal('free-capacity'), below: slots }),
    z.strictObject({ ...common, kind: z.literal('worker-failed'), zone }),
    z.strictObject({ ...common, kind: z.literal('workers-lost'), zone, atLeast: workers.default(1) }),
    z
      .strictObject({
        ...common,
        kind: z.literal('zone-present-below'),
        zone,
        below: workers.optional(),
        belowPercent: percent.optional(),
      })
      .refine(({ below, belowPercent }) => (below === undefined) !== (belowPercent === undefined), {
        error: 'an object with either below (workers) or belowPercent',
      }),
    z.strictObject({
      ...common,
      kind: z.literal('worker-flapping'),
      zone,
      moreThan: changes,
      withinMinutes: window,
    }),
    z.strictObject({
      ...common,
      kind: z.literal('worker-contested'),
      zone,
      moreThan: changes,
      withinMinutes: window,
    }),
    z.strictObject({ ...common, kind: z.literal('worker-stuck'), zone }),
    z.strictObject({
      ...common,
      kind: z.literal('warning'),
      zone,
      about: z.array(oneOf(WARNING_KINDS), { error: ABOUT }).min(1, { error: ABOUT }).optional(),
    }),
  ],
  {
    error: ({ code }: { code?: string }) =>
      code === 'invalid_type'
        ? 'an object with name and kind'
        : `one of ${Object.keys(RULE_KINDS).join(', ')}`,
  },
);

const URL_TAKES = 'a URL that begins with http:// or https://, without user and password';
const SECRET = 'whsec_ followed by 24 to 64 bytes in base64, for example "whsec_$(openssl rand -base64 32)"';

/** Formats of messages. The first two are for programs of your own, which verify the signature. */
export const WEBHOOK_FORMATS = [
  'standard',
  'cloudevents',
  'alertmanager',
  'pagerduty',
  'slack',
  'teams',
] as const;
const SIGNED = new Set<string>(['standard', 'cloudevents']);
const ROUTING_KEY = 'the integration key of an Events API v2 integration: 32 letters and digits';

const webhook = z
  .strictObject(
    {
      /** Name of the webhook in answers, the log and the database; default: the host of its url. */
      name: name.optional(),
      url: z.string({ error: URL_TAKES }).refine(isPlainUrl, { error: URL_TAKES }),
      /** How messages are written. */
      format: oneOf(WEBHOOK_FORMATS).default('standard'),
      /** Signs messages; the formats of services that check no signature need none. */
      secret: z.string({ error: SECRET }).refine(isSecret, { error: SECRET }).optional(),
      /** Only for pagerduty, which has it in the body. */
      routingKey: z
        .string({ error: ROUTING_KEY })
        .regex(/^[A-Za-z0-9]{32}$/, { error: ROUTING_KEY })
        .optional(),
      /** Sends only these rules; default: all. */
      rules: z
        .array(name, { error: 'a list of rule names' })
        .min(1, { error: 'a list with at least one name' })
        .optional(),
    },
    { error: 'an object with url and secret' },
  )
  .superRefine(({ format, secret, routingKey }, context) => {
    if (secret === undefined && SIGNED.has(format))
      context.addIssue({ code: 'custom', path: ['secret'], message: SECRET });
    if ((routingKey === undefined) === (format === 'pagerduty'))
      context.addIssue({
        code: 'custom',
        path: ['routingKey'],
        message: routingKey === undefined ? ROUTING_KEY : 'left out, unless format is pagerduty',
      });
  })
  .transform((given) => ({ ...given, host: hostOf(given.url), name: given.name ?? hostOf(given.url) }));

const RULES = 'a list of rules in YAML, or as JSON in the environment';
const WEBHOOKS = 'a list of webhooks in YAML, or as JSON in the environment';

/** `alerts.rules`. */
export const alertRules = z
  .array(rule, { error: RULES })
  .max(MAX_RULES, { error: `a list of up to ${MAX_RULES} rules` })
  .superRefine((rules, context) => refuseRepeats(rules, context))
  .readonly();

/** `alerts.webhooks`. */
export const alertWebhooks = z
  .array(webhook, { error: WEBHOOKS })
  .max(MAX_WEBHOOKS, { error: `a list of up to ${MAX_WEBHOOKS} webhooks` })
  .superRefine((webhooks, context) => refuseRepeats(webhooks, context))
  .readonly();

/** All fields of a rule or a webhook. */
export const ALERT_PARTS: readonly string[] = [
  ...rule.options.flatMap((option) => Object.keys(option.shape)),
  ...Object.keys(webhook.in.shape),
];

/** A rule: a condition of the fleet that sends alerts. */
export type AlertRule = Readonly<z.infer<typeof rule>>;
/** A webhook: a receiver of alerts. */
export type AlertWebhook = Readonly<z.infer<typeof webhook>>;

/** Returns names of rules that a webhook lists but that do not exist. */
export function unknownRules(
  rules: readonly AlertRule[],
  webhooks: readonly AlertWebhook[],
): { readonly at: string; readonly name: string }[] {
  const known = new Set(rules.map(({ name }) => name));
  return webhooks.flatMap(({ rules: wanted = [] }, index) =>
    wanted.flatMap((name, at) => (known.has(name) ? [] : [{ at: `[${index}].rules[${at}]`, name }])),
  );
}

/** Whether the webhook receives alerts of that rule. */
export const receivesRule = ({ rules }: AlertWebhook, rule: string): boolean => rules?.includes(rule) ?? true;

function refuseRepeats(named: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { name }] of named.entries()) {
    if (seen.has(name))
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `unique; ${name} is in use`,
      });
    seen.add(name);
  }
}

function isPlainUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

function isSecret(secret: string): boolean {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (encoded === undefined || encoded.length % 4 !== 0) return false;
  const { length } = Buffer.from(encoded, 'base64');
  return length >= 24 && length <= 64;
}

function hostOf(url: string): string {
  return new URL(url).host;
}
