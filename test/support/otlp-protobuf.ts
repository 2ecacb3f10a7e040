/** The fields of OTLP that tests read, by their number: name and type; those of a repeated field end with `[]`. */
const MESSAGES: Record<string, Record<number, readonly [name: string, type: string]>> = {
  Traces: { 1: ['resourceSpans', 'ResourceSpans[]'] },
  ResourceSpans: { 1: ['resource', 'Resource'], 2: ['scopeSpans', 'ScopeSpans[]'] },
  ScopeSpans: { 2: ['spans', 'Span[]'] },
  Span: { 1: ['traceId', 'id'], 2: ['spanId', 'id'], 4: ['parentSpanId', 'id'], 5: ['name', 'text'] },
  Metrics: { 1: ['resourceMetrics', 'ResourceMetrics[]'] },
  ResourceMetrics: { 1: ['resource', 'Resource'], 2: ['scopeMetrics', 'ScopeMetrics[]'] },
  Resource: { 1: ['attributes', 'KeyValue[]'] },
  ScopeMetrics: { 2: ['metrics', 'Metric[]'] },
  KeyValue: { 1: ['key', 'text'], 2: ['value', 'Value'] },
  Value: { 1: ['stringValue', 'text'] },
  Metric: {
    1: ['name', 'text'],
    2: ['description', 'text'],
    3: ['unit', 'text'],
    5: ['gauge', 'Points'],
    7: ['sum', 'Points'],
    9: ['histogram', 'Distributions'],
  },
  Points: {
    1: ['dataPoints', 'Point[]'],
    2: ['aggregationTemporality', 'varint'],
    3: ['isMonotonic', 'varint'],
  },
  Distributions: { 1: ['dataPoints', 'Distribution[]'], 2: ['aggregationTemporality', 'varint'] },
  Point: { 7: ['attributes', 'KeyValue[]'], 4: ['asDouble', 'double'] },
  Distribution: {
    9: ['attributes', 'KeyValue[]'],
    4: ['count', 'fixed64'],
    5: ['sum', 'double'],
    6: ['bucketCounts', 'fixed64s'],
    7: ['explicitBounds', 'doubles'],
  },
};

type Message = Record<string, unknown>;

/** Decodes a message into the object that OTLP in JSON would be; all other fields are skipped. */
export function decodeOtlp(type: string, bytes: Buffer): Message {
  const decoded: Message = {};
  let place = 0;
  const varint = (): number => {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = bytes[place++]!;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };
  while (place < bytes.length) {
    const tag = varint();
    const wire = tag & 7;
    const start = place;
    if (wire === 0) varint();
    const length = wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? varint() : place - start;
    const content = wire === 0 ? bytes.subarray(start, place) : bytes.subarray(place, (place += length));
    const field = MESSAGES[type]![tag >>> 3];
    if (field === undefined) continue;
    const value = valueOf(field[1].replace('[]', ''), content);
    if (field[1].endsWith('[]')) ((decoded[field[0]] ??= []) as unknown[]).push(value);
    else decoded[field[0]] = value;
  }
  return decoded;
}

function valueOf(type: string, content: Buffer): unknown {
  const eights = Array.from({ length: content.length / 8 }, (_, index) => index * 8);
  if (type === 'text') return content.toString();
  if (type === 'id') return content.toString('hex');
  if (type === 'varint') return content[0];
  if (type === 'double') return content.readDoubleLE();
  if (type === 'fixed64') return Number(content.readBigUInt64LE());
  if (type === 'doubles') return eights.map((at) => content.readDoubleLE(at));
  if (type === 'fixed64s') return eights.map((at) => Number(content.readBigUInt64LE(at)));
  return decodeOtlp(type, content);
}
