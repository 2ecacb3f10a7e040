package workerregistration

import (
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// processLoad measures the share of processors and memory that this process uses, in percent, since the last read.
type processLoad struct {
	busy time.Duration
	at   time.Time
}

func newProcessLoad() *processLoad { return &processLoad{processorTime(), time.Now()} }

func (l *processLoad) read() map[string]float64 {
	busy, at := processorTime(), time.Now()
	possible := float64(at.Sub(l.at)) * float64(runtime.GOMAXPROCS(0))
	load := map[string]float64{"cpuUsage": percent(float64(busy-l.busy), possible)}
	l.busy, l.at = busy, at
	if used, whole := residentBytes(), memoryBytes(); used > 0 && whole > 0 {
		load["memoryUsage"] = percent(used, whole)
	}
	return load
}

// residentBytes is 0 where the system has no /proc.
func residentBytes() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseFloat(fields[1], 64)
	return pages * float64(os.Getpagesize())
}

// memoryBytes is that of the container, which may have less than the machine.
func memoryBytes() float64 {
	whole := 0.0
	text, _ := os.ReadFile("/proc/meminfo")
	if fields := strings.Fields(string(text)); len(fields) > 1 && fields[0] == "MemTotal:" {
		whole, _ = strconv.ParseFloat(fields[1], 64)
		whole *= 1024
	}
	text, _ = os.ReadFile("/sys/fs/cgroup/memory.max")
	if limit, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64); err == nil && limit < whole {
		return limit
	}
	return whole
}

func percent(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return math.Round(math.Min(100, math.Max(0, 100*part/whole))*10) / 10
}
