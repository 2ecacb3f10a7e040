import { withDeadline } from './deadline.js';
import type { FromThread, ToThread } from './messages.js';
import { Refused, type Registration } from './registration.js';

/** Sends the requests that the program makes as its worker, and passes back their answers. */
export class ProgramCalls {
  private readonly calls = new Map<number, AbortController>();

  constructor(
    private readonly registration: Registration,
    private readonly tell: (message: FromThread) => void,
    private readonly halt: AbortSignal,
  ) {}

  async sendCall({ call, method, path, body }: ToThread & { readonly kind: 'call' }): Promise<void> {
    const own = new AbortController();
    this.calls.set(call, own);
    try {
      const request = { method, path: this.registration.requests.pathOf(path), body };
      const answer = await withDeadline({ signals: [own.signal, this.halt] }, (signal) =>
        this.registration.callApi(request, signal),
      );
      this.tell({ kind: 'called', call, body: answer });
    } catch (error) {
      const refusal =
        error instanceof Refused
          ? error.refusal
          : { status: 0, code: 'stopped', message: 'The call was aborted', remedy: undefined };
      this.tell({ kind: 'call-refused', call, refusal });
    } finally {
      this.calls.delete(call);
    }
  }

  cancelCall(call: number): void {
    this.calls.get(call)?.abort();
  }
}
