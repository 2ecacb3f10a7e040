import type { AlertsDto } from '../../alerts/dto/alerts.dto.js';
import { styled } from '../styled.js';
import type { Listing } from './listing.js';

type Alert = AlertsDto['alerts'][number];
type Rule = AlertsDto['rules'][number];
type Mute = AlertsDto['mutes'][number];

export const ALERTS: Listing<Alert> = {
  key: 'alerts',
  nameOf: ({ rule }) => rule,
  none: 'No alerts.',
  columns: [
    { name: 'rule', of: ({ rule }) => rule },
    {
      name: 'severity',
      of: ({ severity }) => severity,
      shown: ({ severity }, out) => out.colourState(severity),
    },
    {
      name: 'state',
      of: ({ state }) => state,
      shown: ({ state, mutedUntil }, out) =>
        styled`${out.colourState(state)}${mutedUntil === null ? '' : ' (muted)'}`,
    },
    { name: 'since', of: ({ since }) => since, shown: ({ since }, out) => out.formatTime(since) },
    { name: 'total', of: ({ total }) => total, wide: true },
    { name: 'muted until', of: ({ mutedUntil }) => mutedUntil, wide: true },
    { name: 'what', of: ({ summary }) => summary },
    { name: 'next', of: ({ next }) => next, wide: true },
    { name: 'command', of: ({ command }) => command, wide: true },
  ],
};

export const ALERT_RULES: Listing<Rule> = {
  key: 'rules',
  nameOf: ({ name }) => name,
  none: 'There are no rules (alerts.rules).',
  columns: [
    { name: 'rule', of: ({ name }) => name },
    { name: 'severity', of: ({ severity }) => severity },
    {
      name: 'state',
      of: ({ state }) => state,
      shown: ({ state, mutedUntil }, out) =>
        styled`${state === 'ok' ? out.paint.green(state) : out.colourState(state)}${mutedUntil === null ? '' : ' (muted)'}`,
    },
    {
      name: 'for',
      of: ({ forMinutes }) => forMinutes,
      shown: ({ forMinutes }) => `${forMinutes}m`,
      wide: true,
    },
    {
      name: 'last change',
      of: ({ history: [latest] }) => latest?.at,
      shown: ({ history: [latest] }, out) =>
        latest === undefined ? 'never fired' : `${latest.state} ${out.formatTime(latest.at)}`,
    },
    { name: 'what', of: ({ summary }) => summary },
    { name: 'condition', of: ({ condition }) => condition, wide: true },
    { name: 'evaluated', of: ({ evaluatedAt }) => evaluatedAt, wide: true },
  ],
};

export const MUTES: Listing<Mute> = {
  key: 'mutes',
  nameOf: ({ rule }) => rule,
  none: 'No mutes.',
  columns: [
    { name: 'muted', of: ({ rule }) => rule },
    { name: 'until', of: ({ until }) => until, shown: ({ until }, out) => out.formatTime(until) },
    { name: 'by', of: ({ by, account }) => account ?? by },
    { name: 'why', of: ({ reason }) => reason },
  ],
};
