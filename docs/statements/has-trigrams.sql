SELECT FROM pg_indexes
   WHERE schemaname = 'worker_registration' AND indexname = 'worker_search' AND indexdef LIKE '% gin %'
