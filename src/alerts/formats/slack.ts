import type { Payload } from '../payload.js';
import { headlineOf, linesOf } from './lines.js';

const COLOURS = { critical: '#c0392b', warning: '#e67e22', info: '#2980b9' } as const;
const RESOLVED = '#27ae60';

/** Maximum length of a header and of a section of Slack. */
const MAX_HEADER = 150;
const MAX_SECTION = 3000;

/** Returns a message for an incoming webhook of Slack. */
export function slackMessage(payload: Payload): object {
  const headline = headlineOf(payload);
  return {
    // Shown in notifications.
    text: escapeText(headline),
    attachments: [
      {
        color: payload.type === 'alert.resolved' ? RESOLVED : COLOURS[payload.data.severity],
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: headline.slice(0, MAX_HEADER), emoji: false } },
          // Plain text: nothing in it is a mention, a link or markup.
          {
            type: 'section',
            text: {
              type: 'plain_text',
              text: linesOf(payload).join('\n').slice(0, MAX_SECTION),
              emoji: false,
            },
          },
        ],
      },
    ],
  };
}

/** Escapes the characters with which Slack begins mentions and links. */
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
