package workerregistration

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const stateVersion = 1

// keptState lets the next process be recognised as the same worker.
type keptState struct {
	Version  int    `json:"version"`
	WorkerID string `json:"workerId"`
	// BootID is that of the process that registered last, or was about to.
	BootID string `json:"bootId"`
	// Answered is false if the registration may have been accepted, and only BootID proves it.
	Answered    bool   `json:"answered"`
	ID          string `json:"id,omitempty"`
	AccessToken string `json:"accessToken,omitempty"`
	// nextBootID is set if BootID is that of the previous process: this process registers with it next.
	nextBootID string
}

// stateToBegin returns the state of a process that starts: what the previous one left, and a new BootID.
func stateToBegin(workerID string, kept *keptState) keptState {
	fresh := newBootID()
	if kept == nil {
		return keptState{Version: stateVersion, WorkerID: workerID, BootID: fresh}
	}
	state := *kept
	// The process that sent an unanswered registration may still be running: its BootID serves for the first one only.
	if !state.Answered {
		if state.nextBootID == "" {
			state.nextBootID = fresh
		}
		return state
	}
	state.BootID, state.Answered = fresh, false
	return state
}

func newBootID() string {
	var random [16]byte
	if _, err := rand.Read(random[:]); err != nil {
		panic(err)
	}
	return fmt.Sprintf("%x", random)
}

// stateFile is readable by its owner only and replaced atomically. The Node.js agent reads and writes the same form.
type stateFile struct {
	path, workerID string
	say            func(message string)
	// bootIDs are of the processes that this one knows: itself and the previous one.
	bootIDs map[string]bool
}

// read returns nil if there is no file. An unusable file is moved aside, never overwritten.
func (f *stateFile) read() *keptState {
	text, err := os.ReadFile(f.path)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			f.say(fmt.Sprintf("The state file cannot be read: %v", err))
		}
		return nil
	}
	state := parsedState(text)
	if state != nil && state.WorkerID == f.workerID {
		f.bootIDs[state.BootID] = true
		return state
	}
	fault := "is not a state file"
	if state != nil {
		fault = "belongs to worker " + state.WorkerID
	}
	aside := fmt.Sprintf("%s.unused-%d", f.path, time.Now().UnixMilli())
	if err := os.Rename(f.path, aside); err != nil {
		f.say(fmt.Sprintf("The state file %s %s, and cannot be moved aside: %v", f.path, fault, err))
		return nil
	}
	f.say(fmt.Sprintf("The state file %s %s; it was moved to %s", f.path, fault, aside))
	return nil
}

// write replaces the file. A failure is reported and affects only the next start.
func (f *stateFile) write(state keptState) {
	if f.isOfAnother() {
		f.say(fmt.Sprintf("The state file %s is used by another process; each worker needs its own file", f.path))
		return
	}
	f.bootIDs[state.BootID] = true
	if err := f.replace(state); err != nil {
		f.say(fmt.Sprintf("The state file cannot be written: %v", err))
	}
}

func (f *stateFile) replace(state keptState) error {
	text, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o777); err != nil {
		return err
	}
	temporary := fmt.Sprintf("%s.%d.tmp", f.path, os.Getpid())
	_ = os.Remove(temporary)
	// Created exclusively: it has its mode from the first byte on, and follows no link.
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err == nil {
		err = file.Sync()
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(temporary)
		return err
	}
	return os.Rename(temporary, f.path)
}

// isOfAnother returns whether another process registered as this worker with the same file; its token must not be lost.
func (f *stateFile) isOfAnother() bool {
	if len(f.bootIDs) == 0 {
		return false
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return false
	}
	there := parsedState(text)
	return there != nil && there.Answered && !f.bootIDs[there.BootID]
}

func parsedState(text []byte) *keptState {
	var state keptState
	if json.Unmarshal(text, &state) != nil || state.Version != stateVersion || state.WorkerID == "" || state.BootID == "" {
		return nil
	}
	if !isCredential(state.AccessToken) {
		state.AccessToken = ""
	}
	return &state
}
