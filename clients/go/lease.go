package workerregistration

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// leaseMarginPart is the part of a lease that is left when it counts as lost, so that jobs can be stopped in time.
	leaseMarginPart    = 5
	longestLeaseMargin = 30 * time.Second
)

// moment is a moment by the clocks of this machine.
type moment struct {
	// at has the monotonic clock, which on Linux stands still during a suspend, and the time of day, which may be set.
	at time.Time
	// uptime counts the time of a suspend; 0 where the system does not have it in /proc.
	uptime time.Duration
}

func momentNow() moment {
	now := moment{at: time.Now()}
	if text, err := os.ReadFile("/proc/uptime"); err == nil {
		if value, err := strconv.ParseFloat(strings.Fields(string(text) + " 0")[0], 64); err == nil {
			now.uptime = seconds(value)
		}
	}
	return now
}

// elapsed counts the time of a suspend.
func (m moment) elapsed(to moment) time.Duration { return longer(to.at.Sub(m.at), to.uptime-m.uptime) }

// longestElapsed is too long if the time of day was set forward in between. Only that clock notices that a virtual
// machine was paused.
func (m moment) longestElapsed(to moment) time.Duration {
	return longer(m.elapsed(to), to.at.Round(0).Sub(m.at.Round(0)))
}

func longer(a, b time.Duration) time.Duration {
	if a > b {
		return a
	}
	return b
}

// lease is counted from when the request was sent: the service renewed the lease after that, so it ends later.
type lease struct {
	margin time.Duration
	now    func() moment
	mu     sync.Mutex
	sentAt *moment
	length time.Duration
	lost   bool
}

// isHeld reads the clocks at the moment of the call: after a suspend no timer has fired yet.
func (l *lease) isHeld() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sentAt == nil || l.lost {
		return false
	}
	return l.length == 0 || l.sentAt.longestElapsed(l.now()) < l.usable()
}

// renewed returns whether the lease had been lost.
func (l *lease) renewed(sentAt moment, length time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	wasLost := l.lost
	l.sentAt, l.length, l.lost = &sentAt, length, false
	return wasLost
}

// newlyLost returns when a lease expires that was not renewed, once.
func (l *lease) newlyLost() (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sentAt == nil || l.length == 0 || l.lost {
		return 0, false
	}
	elapsed := l.sentAt.elapsed(l.now())
	if elapsed < l.usable() {
		return 0, false
	}
	l.lost = true
	return longer(0, l.length-elapsed), true
}

func (l *lease) usable() time.Duration {
	margin := l.margin
	if margin == 0 {
		margin = l.length / leaseMarginPart
		if margin > longestLeaseMargin {
			margin = longestLeaseMargin
		}
	}
	return longer(0, l.length-margin)
}
