//go:build !unix

package workerregistration

import "time"

func processorTime() time.Duration { return 0 }
