SELECT set_config('max_parallel_workers_per_gather', '0', true)
