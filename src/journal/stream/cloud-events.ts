import { positionText } from './position.js';
import { eventOf, type StreamEvent } from './recent-events.js';

/** Serialises an event as a server-sent event whose data is a CloudEvent 1.0 in the structured mode. */
export function cloudEventBlock(event: StreamEvent): Buffer {
  const data = eventOf(event);
  const cloudEvent = {
    specversion: '1.0',
    id: data.seq,
    source: 'urn:worker-registration',
    type: `worker-registration.${data.type}`,
    ...(data.workerId !== null && { subject: data.workerId }),
    time: data.at,
    datacontenttype: 'application/json',
    data,
  };
  return Buffer.from(`id: ${positionText(event)}\ndata: ${JSON.stringify(cloudEvent)}\n\n`);
}
