{{- define "sightline.labels" -}}
app.kubernetes.io/name: sightline
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "sightline.image" -}}
{{ required "image.repository is missing; name the image that holds Sightline" .Values.image.repository }}:{{ required "image.tag is missing; name the version" .Values.image.tag }}
{{- end }}

{{- define "sightline.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "sightline.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "sightline.databaseEnvironment" -}}
- name: SIGHTLINE_DATABASE_URL
  value: {{ required "database.url is missing; give the JDBC address of PostgreSQL" .Values.database.url | quote }}
- name: SIGHTLINE_DATABASE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ required "database.existingSecret is missing; name the secret with username and password" .Values.database.existingSecret }}
      key: username
- name: SIGHTLINE_DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.existingSecret }}
      key: password
{{- end }}

{{- define "sightline.keyEnvironment" -}}
- name: SIGHTLINE_SECRETS_KEY_FILE
  value: /etc/sightline-key/installation-key
- name: SIGHTLINE_PRIVACY_ERASURE_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.auth.existingSecret }}
      key: erasure-key
- name: SIGHTLINE_PRIVACY_PSEUDONYM_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.auth.existingSecret }}
      key: pseudonym-key
      optional: true
{{- end }}

{{- define "sightline.keyVolume" -}}
- name: key
  secret:
    secretName: {{ required "auth.existingSecret is missing; name the secret with jwt-secret, installation-key and erasure-key" .Values.auth.existingSecret }}
    # Readable by the pod's group.
    defaultMode: 0440
    items:
      - {key: installation-key, path: installation-key}
{{- end }}
