import { networkFault } from '../../../platform/http/networks.js';
import { text, type Rule } from '../../../platform/validation/rule.js';

const BEGINS = 'first a letter or a digit';

/** Same rules as in registrations; empty for workers without a zone. */
export const zoneRule: Rule = text('Zone', { max: 64 });

export const tagRule: Rule = text('Tag', {
  max: 100,
  pattern: { matches: /^[^\s,]([^,]*[^\s,])?$/, must: 'must be one tag, without commas and outer spaces' },
});

export const workerIdPrefixRule: Rule = text('Worker ID prefix', {
  max: 128,
  pattern: {
    matches: /^[A-Za-z0-9][A-Za-z0-9._:@-]*$/,
    must: `must consist of letters, digits and . _ : @ -, ${BEGINS}; it is no pattern`,
  },
});

export const workerIdPatternRule: Rule = text('Worker ID pattern', {
  max: 128,
  pattern: {
    matches: /^[A-Za-z0-9._:@*?-]+$/,
    must: 'must consist of letters, digits and . _ : @ -, with * for any characters and ? for one',
  },
});

export const capabilityRule: Rule = text('Capability', {
  max: 60,
  pattern: { matches: /\S/, must: 'must be a name, or a name and a value: java=17' },
});

const cidrText = text('CIDR', { max: 60 });

export const cidrRule: Rule = {
  schema: cidrText.schema,
  check: (value) => {
    const fault = cidrText.check(value) ?? networkFault(value as string);
    return fault?.startsWith('must') ? `CIDR ${fault}` : fault;
  },
};
