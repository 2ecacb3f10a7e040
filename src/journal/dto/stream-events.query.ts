import { Field } from '../../platform/validation/field.js';
import { choice, text } from '../../platform/validation/rule.js';
import { POSITION } from '../stream/position.js';
import { EventFilters } from './list-events.query.js';

const STREAM_FORMATS = ['json', 'cloudevents'];

/** The filters of the stream; an event must match all of them. */
export class StreamEventsQuery extends EventFilters {
  @Field(
    text('lastEventId', {
      max: 31,
      pattern: { matches: POSITION, must: 'must be the id of an event of the stream' },
    }),
    {
      description:
        'Continues after this event; the header `Last-Event-ID` takes precedence. `0-0` begins with the oldest event that is kept.',
      example: '84213-4711',
    },
  )
  lastEventId?: string;

  @Field(choice('format', STREAM_FORMATS), {
    description:
      'json: an event as in `GET /events`; cloudevents: a CloudEvent 1.0 in the structured mode, with the event as its `data`.',
    default: 'json',
  })
  format?: string;
}
