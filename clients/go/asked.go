package workerregistration

import (
	"encoding/json"
	"sort"
)

// droppedBytes: a server accepts heartbeats of up to 64 KiB; a revoked job is repeated until a heartbeat confirms it.
const droppedBytes = 48 << 10

// askedOfWorker finds what is new in answers that repeat themselves: commands and revoked jobs.
type askedOfWorker struct {
	commands map[string]bool
	revoked  map[string]bool
}

// newCommands returns commands that the previous answer did not have; activate if all were withdrawn.
func (a *askedOfWorker) newCommands(commands []string) []EventName {
	var fresh []EventName
	known := map[string]bool{}
	for _, command := range commands {
		name := EventName(command)
		if name != EventDrain && name != EventMaintenance && name != EventStop {
			continue
		}
		if !a.commands[command] && !known[command] {
			fresh = append(fresh, name)
		}
		known[command] = true
	}
	if len(a.commands) > 0 && len(known) == 0 {
		fresh = []EventName{EventActivate}
	}
	a.commands = known
	return fresh
}

func (a *askedOfWorker) newRevoked(jobIDs []string) []string {
	var fresh []string
	// The service stops repeating a job once it was dropped; it may then assign that job to this worker again.
	revoked := make(map[string]bool, len(jobIDs))
	for _, jobID := range jobIDs {
		if !a.revoked[jobID] && !revoked[jobID] {
			fresh = append(fresh, jobID)
		}
		revoked[jobID] = true
	}
	a.revoked = revoked
	return fresh
}

// dropped returns revoked jobs that no longer run, as many as a heartbeat has room for.
func (a *askedOfWorker) dropped(running []string) []string {
	runs := make(map[string]bool, len(running))
	for _, jobID := range running {
		runs[jobID] = true
	}
	room := droppedBytes
	var dropped []string
	for jobID := range a.revoked {
		text, _ := json.Marshal(jobID)
		if runs[jobID] || room < len(text)+1 {
			continue
		}
		room -= len(text) + 1
		dropped = append(dropped, jobID)
	}
	sort.Strings(dropped)
	return dropped
}
