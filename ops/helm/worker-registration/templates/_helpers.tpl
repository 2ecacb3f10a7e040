{{- define "worker-registration.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "worker-registration.selector" -}}
app.kubernetes.io/name: worker-registration
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "worker-registration.labels" -}}
{{ include "worker-registration.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "worker-registration.scheme" -}}
{{ ternary "https" "http" .Values.tls.enabled }}
{{- end }}

{{- define "worker-registration.probe" -}}
httpGet:
  path: {{ .path }}
  port: http
  scheme: {{ include "worker-registration.scheme" .root | upper }}
{{- end }}
