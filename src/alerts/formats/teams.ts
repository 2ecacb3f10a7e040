import type { Payload } from '../payload.js';
import { headlineOf, linesOf } from './lines.js';

const COLOURS = { critical: 'Attention', warning: 'Warning', info: 'Accent' } as const;

/** Returns a message for a workflow of Microsoft Teams that posts to a channel: an Adaptive Card. */
export function teamsMessage(payload: Payload): object {
  const isOver = payload.type === 'alert.resolved';
  const headline = {
    text: headlineOf(payload),
    weight: 'Bolder',
    size: 'Medium',
    color: isOver ? 'Good' : COLOURS[payload.data.severity],
  };
  const rows = [headline, ...linesOf(payload).map((text) => ({ text }))];
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          // Text runs show no Markdown, so no text is a link.
          body: rows.map((run) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] })),
          msteams: { width: 'Full' },
        },
      },
    ],
  };
}
