# In the group of a Nomad job: the Nomad Autoscaler sets its count to what is wanted, by its Prometheus plugin.
scaling {
  enabled = true
  min     = 2
  max     = 100

  policy {
    cooldown            = "2m"
    evaluation_interval = "30s"

    check "wanted" {
      source = "prometheus"
      query  = "max(worker_registration_wanted_workers{pool=\"fleet\"})"

      strategy "pass-through" {}
    }
  }
}
