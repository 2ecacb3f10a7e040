import type { BeatAnswer, BeatBody, BeatWay } from './beat-way.js';
import type { Registration } from './registration.js';
import { readHeartbeatReply } from './replies.js';

/** Sends heartbeats as HTTP requests. */
export class HttpBeats implements BeatWay {
  readonly name = 'http';

  constructor(private readonly registration: Registration) {}

  async sendBeat(beat: BeatBody): Promise<BeatAnswer> {
    const { requests, bootId } = this.registration;
    const path = requests.pathOf('/heartbeat');
    const body = { ...beat, bootId };
    const answerMs = requests.beatAnswerMs;
    const meaning = await this.registration.askAsWorker({
      method: 'POST',
      path,
      body,
      minimal: true,
      answerMs,
    });
    return meaning.kind === 'done' ? { kind: 'taken', reply: readHeartbeatReply(meaning.body) } : meaning;
  }
}
