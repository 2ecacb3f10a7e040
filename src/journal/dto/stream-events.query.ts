import { Field } from '../../platform/validation/field.js';
import { text } from '../../platform/validation/rule.js';
import { POSITION } from '../stream/position.js';
import { EventFilters } from './list-events.query.js';

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
}
