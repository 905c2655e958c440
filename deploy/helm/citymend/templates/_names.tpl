{{/* Which settings a role is told; a test compares them with the program's own table. */}}
{{- define "citymend.told" -}}
{{- $word := .word -}}{{- $role := .role -}}
- CITYMEND_{{ upper $word }}_DATABASE_URL
{{- if eq $role "api" }}
- CITYMEND_IDENTITY_DATABASE_URL
{{- end }}
{{- if or (eq $role "api") (and (eq $word "intake") (eq $role "worker")) }}
- CITYMEND_SECRET
{{- end }}
{{- if and (eq $word "search") (ne $role "relay") }}
- CITYMEND_INDEX_URL
{{- end }}
{{- if and (eq $word "intake") (ne $role "relay") }}
- CITYMEND_NOTICES_URL
{{- end }}
{{- end -}}

{{- define "citymend.secret" -}}
{{- index .root.Values.existingSecrets .word | default (printf "%s-%s" .root.Release.Name .word) -}}
{{- end -}}

{{- define "citymend.image" -}}
{{- $service := ternary "projectbank" .word (eq .word "bank") -}}
{{- printf "%scitymend-%s:%s" .root.Values.image.prefix $service (.root.Values.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}

{{- define "citymend.selector" -}}
app.kubernetes.io/name: citymend
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .word }}-{{ .role }}
{{- end -}}

{{- define "citymend.labels" -}}
{{ include "citymend.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{- define "citymend.pod-security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "citymend.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "citymend.from-secret" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ include "citymend.secret" . }}, key: {{ .name }} } }
{{- end -}}
