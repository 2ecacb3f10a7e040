// Loaded before the service (NODE_OPTIONS=--import): SIGUSR2 moves the clock of the process on by an hour, or back.
// The monotonic clock stays as it is, as when the time of a machine is set.
const HOUR_MS = 3_600_000;
const RealDate = Date;
const realNow = Date.now.bind(Date);
let shift = 0;

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(realNow() + shift);
    else super(...given);
  }

  static now() {
    return realNow() + shift;
  }
};

process.on('SIGUSR2', () => {
  shift = shift === 0 ? HOUR_MS : 0;
});
