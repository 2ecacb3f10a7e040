package workerregistration

import (
	"fmt"
	"strings"
	"time"
)

func (w *beatingWorker) taken(r reply, t terms, sentAt moment, interval time.Duration) {
	w.renewed(sentAt, t)
	w.events.emit(Event{Name: EventHeartbeat, Message: strings.Join(r.Warnings, "; "), Warnings: r.Warnings, Interval: interval})
	w.mu.Lock()
	revoked, commands := w.asked.newRevoked(r.RevokedJobs), w.asked.newCommands(r.Commands)
	w.mu.Unlock()
	for _, jobID := range revoked {
		words := "job " + jobID + " was revoked"
		w.jobs.lose(jobID, &Error{Code: "job_revoked", Message: words, Remedy: "Stop this job: it may run elsewhere."})
		w.events.emit(Event{Name: EventJobRevoked, Message: words, JobID: jobID})
	}
	for _, name := range commands {
		if !w.stopping() {
			w.events.emit(Event{Name: name, Message: commandWords[name]})
		}
		if name == EventStop {
			w.registration.endAs(EventDeregistered, &Error{Code: "worker_deregistered", Message: "Worker has drained and left"})
		}
	}
}

func (w *beatingWorker) renewed(sentAt moment, t terms) {
	if w.lease.renewed(sentAt, t.lease) {
		w.events.emit(Event{Name: EventLeaseRegained, Message: "the lease is renewed again"})
	}
}

func (w *beatingWorker) registered(r reply, sentAt moment, released []string) {
	t := termsOf(r, r.Worker.LastRegisteredAt)
	w.registration.renewed("", t.lease)
	w.renewed(sentAt, t)
	w.beats.follow(t.interval)
	said := []string{fmt.Sprintf("registered (%s), id %s", r.Outcome, r.Worker.ID)}
	if len(released) > 0 {
		said = append(said, "released jobs: "+strings.Join(released, ", "))
	}
	said = append(said, r.Warnings...)
	w.events.emit(Event{
		Name: EventRegistered, Message: strings.Join(said, "; "), Outcome: r.Outcome, ReleasedJobs: released, Warnings: r.Warnings,
	})
	w.owner.onRegistered()
}

func (w *beatingWorker) kept(state keptState) {
	w.owner.onKept(state)
	if w.file != nil {
		w.file.write(state)
	}
}

func (w *beatingWorker) sayOfFile(message string) {
	w.problem(&Error{Code: "state_file", Message: message})
}

func (w *beatingWorker) problem(err *Error) {
	words := err.Message
	if err.Remedy != "" {
		words += ". " + err.Remedy
	}
	w.events.emit(Event{Name: EventProblem, Message: words, Code: err.Code})
}

func (w *beatingWorker) over(name EventName, err *Error) {
	w.beats.end()
	if !w.stopping() {
		w.events.emit(Event{Name: name, Message: "stopped: " + err.Message, Code: err.Code})
	}
	w.owner.onOver(name, err)
}
