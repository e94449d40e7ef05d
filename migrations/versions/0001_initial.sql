-- The first schema of all rooms; never edited afterwards, later migrations change it.

CREATE SEQUENCE case_number;

CREATE TABLE installation_clock (
    "only" BOOLEAN NOT NULL,
    ahead INTERVAL NOT NULL,
    CONSTRAINT pk_installation_clock PRIMARY KEY ("only")
);

CREATE TABLE idempotency_key (
    person UUID NOT NULL,
    key VARCHAR(200) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status SMALLINT,
    answer JSONB,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (person, key)
);

CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (created_at);

CREATE TABLE stored_file (
    id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    name VARCHAR(200) NOT NULL,
    media_type VARCHAR(100) NOT NULL,
    size INTEGER NOT NULL,
    uploaded_by UUID NOT NULL,
    uploaded_post UUID NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stored_file PRIMARY KEY (id)
);

CREATE INDEX ix_stored_file_sha256 ON stored_file (sha256);

CREATE INDEX ix_stored_file_uploaded_by_uploaded_at ON stored_file (uploaded_by, uploaded_at);

CREATE TABLE person (
    id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    name_en VARCHAR(100),
    pinyin VARCHAR(300) NOT NULL,
    initials VARCHAR(100) NOT NULL,
    title VARCHAR(50),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    deactivated_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_person PRIMARY KEY (id)
);

CREATE TABLE sign_in_throttle (
    key BYTEA NOT NULL,
    attempts INTEGER NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sign_in_throttle PRIMARY KEY (key)
);

CREATE INDEX ix_sign_in_throttle_last_at ON sign_in_throttle (last_at);

CREATE TABLE ledger_row (
    id UUID NOT NULL,
    chain UUID NOT NULL,
    seq INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind VARCHAR(60) NOT NULL,
    person UUID,
    post UUID,
    institution UUID,
    role VARCHAR(40),
    on_behalf UUID,
    element VARCHAR(200),
    version VARCHAR(120),
    algorithm VARCHAR(20) NOT NULL,
    payload_digest BYTEA NOT NULL,
    previous BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    CONSTRAINT pk_ledger_row PRIMARY KEY (id),
    CONSTRAINT uq_ledger_row_chain_seq UNIQUE (chain, seq)
);

CREATE TABLE ledger_payload (
    row UUID NOT NULL,
    salt BYTEA NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_ledger_payload PRIMARY KEY (row)
);

CREATE TABLE ledger_chain (
    chain UUID NOT NULL,
    count INTEGER NOT NULL,
    digest BYTEA NOT NULL,
    CONSTRAINT pk_ledger_chain PRIMARY KEY (chain)
);

CREATE TABLE institution (
    id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) NOT NULL,
    short_name VARCHAR(60) NOT NULL,
    tier VARCHAR(20) NOT NULL,
    district VARCHAR(60) NOT NULL,
    alliance VARCHAR(100),
    phone VARCHAR(40),
    pinyin VARCHAR(600) NOT NULL,
    initials VARCHAR(200) NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_institution PRIMARY KEY (id),
    CONSTRAINT ck_institution_tier CHECK (tier IN ('primary', 'secondary', 'tertiary')),
    CONSTRAINT uq_institution_code UNIQUE (code)
);

CREATE INDEX ix_institution_tier ON institution (tier);

CREATE INDEX ix_institution_district ON institution (district);

CREATE TABLE notice (
    id UUID NOT NULL,
    case_id UUID,
    template VARCHAR(100) NOT NULL,
    recipient_kind VARCHAR(20) NOT NULL,
    recipient VARCHAR(200) NOT NULL,
    facts JSONB NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    channel VARCHAR(20),
    CONSTRAINT pk_notice PRIMARY KEY (id)
);

CREATE INDEX ix_notice_unsent ON notice (written_at) WHERE sent_at IS NULL;

CREATE INDEX ix_notice_recipient_written_at ON notice (recipient, written_at);

CREATE INDEX ix_notice_case_id_written_at ON notice (case_id, written_at);

CREATE TABLE icd10 (
    code VARCHAR(20) NOT NULL,
    name VARCHAR(200) NOT NULL,
    pinyin VARCHAR(600) NOT NULL,
    initials VARCHAR(200) NOT NULL,
    rank INTEGER NOT NULL,
    CONSTRAINT pk_icd10 PRIMARY KEY (code)
);

CREATE INDEX ix_icd10_rank ON icd10 (rank);

CREATE TABLE due (
    id UUID NOT NULL,
    kind VARCHAR(60) NOT NULL,
    subject UUID NOT NULL,
    reference VARCHAR(200) NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    try_at TIMESTAMP WITH TIME ZONE NOT NULL,
    payload JSONB NOT NULL,
    attempts SMALLINT NOT NULL,
    last_error TEXT,
    parked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_due PRIMARY KEY (id),
    CONSTRAINT uq_due_kind_subject_reference UNIQUE (kind, subject, reference)
);

CREATE INDEX ix_due_next ON due (try_at, due_at) WHERE parked_at IS NULL;

CREATE INDEX ix_due_subject ON due (subject, due_at);

CREATE TABLE worker_heartbeat (
    worker VARCHAR(100) NOT NULL,
    beat_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_worker_heartbeat PRIMARY KEY (worker)
);

CREATE TABLE calendar_day (
    day DATE NOT NULL,
    working BOOLEAN NOT NULL,
    name VARCHAR(100) NOT NULL,
    name_en VARCHAR(100) NOT NULL,
    CONSTRAINT pk_calendar_day PRIMARY KEY (day)
);

CREATE TABLE working_hours (
    weekday SMALLINT NOT NULL,
    starts TIME WITHOUT TIME ZONE NOT NULL,
    ends TIME WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_working_hours PRIMARY KEY (weekday, starts)
);

CREATE TABLE definition (
    key VARCHAR(100) NOT NULL,
    live UUID,
    live_number INTEGER NOT NULL,
    shipped BOOLEAN NOT NULL,
    shipped_hash VARCHAR(64),
    offered_hash VARCHAR(64),
    CONSTRAINT pk_definition PRIMARY KEY (key)
);

CREATE TABLE referral (
    id UUID NOT NULL,
    process VARCHAR(100),
    patient UUID,
    author UUID NOT NULL,
    author_institution UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision INTEGER NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    discarded_at TIMESTAMP WITH TIME ZONE,
    answers JSONB NOT NULL,
    content JSONB NOT NULL,
    ending VARCHAR(40),
    ending_reason TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_referral PRIMARY KEY (id)
);

CREATE INDEX ix_referral_patient_created_at ON referral (patient, created_at);

CREATE INDEX ix_referral_drafts ON referral (author_institution, author, changed_at) WHERE sent_at IS NULL AND discarded_at IS NULL;

CREATE TABLE demonstration_city (
    seed SERIAL NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_demonstration_city PRIMARY KEY (seed)
);

CREATE TABLE account (
    person UUID NOT NULL,
    username VARCHAR(100) NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    password_changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (person),
    CONSTRAINT fk_account_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT uq_account_username UNIQUE (username)
);

CREATE TABLE department (
    id UUID NOT NULL,
    institution UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(100) NOT NULL,
    name_en VARCHAR(100) NOT NULL,
    pinyin VARCHAR(300) NOT NULL,
    initials VARCHAR(100) NOT NULL,
    CONSTRAINT pk_department PRIMARY KEY (id),
    CONSTRAINT uq_department_institution_code UNIQUE (institution, code),
    CONSTRAINT fk_department_institution FOREIGN KEY(institution) REFERENCES institution (id)
);

CREATE TABLE institution_setting (
    institution UUID NOT NULL,
    internal_review BOOLEAN NOT NULL,
    sla JSONB NOT NULL,
    CONSTRAINT pk_institution_setting PRIMARY KEY (institution),
    CONSTRAINT fk_institution_setting_institution FOREIGN KEY(institution) REFERENCES institution (id)
);

CREATE TABLE definition_version (
    id UUID NOT NULL,
    key VARCHAR(100) NOT NULL,
    number INTEGER NOT NULL,
    hash VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) NOT NULL,
    files JSONB NOT NULL,
    manifest JSONB NOT NULL,
    pins JSONB NOT NULL,
    note TEXT NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by UUID,
    published_name VARCHAR(100) NOT NULL,
    CONSTRAINT pk_definition_version PRIMARY KEY (id),
    CONSTRAINT uq_definition_version_key_number UNIQUE (key, number),
    CONSTRAINT uq_definition_version_key_hash UNIQUE (key, hash),
    CONSTRAINT fk_definition_version_key FOREIGN KEY(key) REFERENCES definition (key)
);

CREATE TABLE patient (
    id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    pinyin VARCHAR(300) NOT NULL,
    initials VARCHAR(100) NOT NULL,
    sex VARCHAR(1) NOT NULL,
    birth_date DATE,
    phone_sealed BYTEA,
    phone_index BYTEA,
    address_sealed BYTEA,
    district VARCHAR(60),
    allergies TEXT,
    family_doctor UUID,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by UUID,
    CONSTRAINT pk_patient PRIMARY KEY (id),
    CONSTRAINT ck_patient_sex CHECK (sex IN ('0', '1', '2', '9')),
    CONSTRAINT fk_patient_family_doctor FOREIGN KEY(family_doctor) REFERENCES person (id)
);

CREATE INDEX ix_patient_pinyin_id ON patient (pinyin, id);

CREATE INDEX ix_patient_phone_index ON patient (phone_index);

CREATE TABLE post (
    id UUID NOT NULL,
    person UUID NOT NULL,
    institution UUID NOT NULL,
    department UUID,
    role VARCHAR(30) NOT NULL,
    scope VARCHAR(20) NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_post PRIMARY KEY (id),
    CONSTRAINT ck_post_role CHECK (role IN ('primary_doctor', 'internal_reviewer', 'referral_office', 'specialist', 'booking_clerk', 'nurse', 'institution_lead', 'process_designer', 'auditor', 'administrator')),
    CONSTRAINT ck_post_scope CHECK (scope IN ('institution', 'city')),
    CONSTRAINT fk_post_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_post_institution FOREIGN KEY(institution) REFERENCES institution (id),
    CONSTRAINT fk_post_department FOREIGN KEY(department) REFERENCES department (id)
);

CREATE INDEX ix_post_person ON post (person);

CREATE INDEX ix_post_institution_role_department ON post (institution, role, department);

CREATE TABLE service_directory (
    department UUID NOT NULL,
    institution UUID NOT NULL,
    state VARCHAR(10) NOT NULL,
    takes JSONB NOT NULL,
    modes JSONB NOT NULL,
    sla JSONB NOT NULL,
    attachments JSONB NOT NULL,
    note VARCHAR(500),
    CONSTRAINT pk_service_directory PRIMARY KEY (department),
    CONSTRAINT ck_service_directory_state CHECK (state IN ('open', 'full', 'closed')),
    CONSTRAINT fk_service_directory_department FOREIGN KEY(department) REFERENCES department (id),
    CONSTRAINT fk_service_directory_institution FOREIGN KEY(institution) REFERENCES institution (id)
);

CREATE INDEX ix_service_directory_institution ON service_directory (institution);

CREATE TABLE case_file (
    id UUID NOT NULL,
    city VARCHAR(12) NOT NULL,
    number VARCHAR(32) NOT NULL,
    process VARCHAR(100) NOT NULL,
    version UUID NOT NULL,
    version_number INTEGER NOT NULL,
    state VARCHAR(40),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_by UUID NOT NULL,
    started_name VARCHAR(100) NOT NULL,
    started_post UUID NOT NULL,
    started_institution UUID NOT NULL,
    started_role VARCHAR(40) NOT NULL,
    by_hand BOOLEAN NOT NULL,
    subject UUID,
    engine_state JSONB NOT NULL,
    variables JSONB NOT NULL,
    parties JSONB NOT NULL,
    revision INTEGER NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    clock_started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_element VARCHAR(200),
    ended_by VARCHAR(100),
    ledger_count INTEGER NOT NULL,
    ledger_digest BYTEA NOT NULL,
    CONSTRAINT pk_case_file PRIMARY KEY (id),
    CONSTRAINT uq_case_file_number UNIQUE (number),
    CONSTRAINT fk_case_file_version FOREIGN KEY(version) REFERENCES definition_version (id)
);

CREATE INDEX ix_case_file_subject ON case_file (subject, created_at);

CREATE INDEX ix_case_file_started_by ON case_file (started_by, created_at);

CREATE INDEX ix_case_file_live ON case_file (created_at) WHERE ended_at IS NULL;

CREATE INDEX ix_case_file_process_state ON case_file (process, state, created_at);

CREATE TABLE patient_identifier (
    id UUID NOT NULL,
    patient UUID NOT NULL,
    kind VARCHAR(20) NOT NULL,
    value_sealed BYTEA NOT NULL,
    value_index BYTEA NOT NULL,
    index_version SMALLINT NOT NULL,
    masked VARCHAR(64) NOT NULL,
    mother UUID,
    CONSTRAINT pk_patient_identifier PRIMARY KEY (id),
    CONSTRAINT ck_patient_identifier_kind CHECK (kind IN ('resident_id', 'passport', 'hmt_permit', 'newborn', 'unknown', 'health_file', 'insurance')),
    CONSTRAINT uq_patient_identifier_kind_value_index_index_version UNIQUE (kind, value_index, index_version),
    CONSTRAINT fk_patient_identifier_patient FOREIGN KEY(patient) REFERENCES patient (id),
    CONSTRAINT fk_patient_identifier_mother FOREIGN KEY(mother) REFERENCES patient (id)
);

CREATE INDEX ix_patient_identifier_patient ON patient_identifier (patient);

CREATE TABLE patient_institution (
    patient UUID NOT NULL,
    institution UUID NOT NULL,
    home BOOLEAN NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patient_institution PRIMARY KEY (patient, institution),
    CONSTRAINT fk_patient_institution_patient FOREIGN KEY(patient) REFERENCES patient (id),
    CONSTRAINT fk_patient_institution_institution FOREIGN KEY(institution) REFERENCES institution (id)
);

CREATE INDEX ix_patient_institution_institution_patient ON patient_institution (institution, patient);

CREATE TABLE file_case (
    file UUID NOT NULL,
    case_id UUID NOT NULL,
    attached_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_file_case PRIMARY KEY (file, case_id),
    CONSTRAINT fk_file_case_file FOREIGN KEY(file) REFERENCES stored_file (id),
    CONSTRAINT fk_file_case_case_id FOREIGN KEY(case_id) REFERENCES case_file (id)
);

CREATE INDEX ix_file_case_case_id ON file_case (case_id);

CREATE TABLE sign_in (
    id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    person UUID NOT NULL,
    post UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    address VARCHAR(64) NOT NULL,
    program VARCHAR(200) NOT NULL,
    CONSTRAINT pk_sign_in PRIMARY KEY (id),
    CONSTRAINT uq_sign_in_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_sign_in_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_sign_in_post FOREIGN KEY(post) REFERENCES post (id)
);

CREATE INDEX ix_sign_in_person ON sign_in (person);

CREATE TABLE work_item (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    element VARCHAR(200) NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) NOT NULL,
    form VARCHAR(100),
    assignee VARCHAR(100),
    groups TEXT[] NOT NULL,
    front VARCHAR(200),
    holder UUID,
    holder_name VARCHAR(100),
    holder_post UUID,
    holder_institution UUID,
    holder_role VARCHAR(40),
    claimed_at TIMESTAMP WITH TIME ZONE,
    takeover JSONB NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    follow_up_at TIMESTAMP WITH TIME ZONE,
    priority SMALLINT NOT NULL,
    properties JSONB NOT NULL,
    item JSONB NOT NULL,
    revision INTEGER NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by UUID,
    closed_name VARCHAR(100),
    closed_how VARCHAR(20),
    CONSTRAINT pk_work_item PRIMARY KEY (id),
    CONSTRAINT fk_work_item_case_id FOREIGN KEY(case_id) REFERENCES case_file (id)
);

CREATE INDEX ix_work_item_open_holder ON work_item (holder) WHERE closed_at IS NULL;

CREATE INDEX ix_work_item_case ON work_item (case_id, opened_at);

CREATE INDEX ix_work_item_done ON work_item (closed_at) WHERE closed_how = 'completed';

CREATE INDEX ix_work_item_open_groups ON work_item USING gin (groups) WHERE closed_at IS NULL;

CREATE INDEX ix_work_item_done_by ON work_item (closed_by, closed_at) WHERE closed_at IS NOT NULL;

CREATE INDEX ix_work_item_open_case ON work_item (case_id) WHERE closed_at IS NULL;

CREATE TABLE waiting_message (
    id VARCHAR(200) NOT NULL,
    case_id UUID NOT NULL,
    element VARCHAR(200) NOT NULL,
    name VARCHAR(100) NOT NULL,
    key VARCHAR(200) NOT NULL,
    name_zh VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) NOT NULL,
    properties JSONB NOT NULL,
    CONSTRAINT pk_waiting_message PRIMARY KEY (id),
    CONSTRAINT fk_waiting_message_case_id FOREIGN KEY(case_id) REFERENCES case_file (id)
);

CREATE INDEX ix_waiting_message_case_id ON waiting_message (case_id);

CREATE SEQUENCE message_place;

CREATE TABLE message (
    id UUID NOT NULL,
    place BIGINT NOT NULL,
    to_case UUID NOT NULL,
    from_case UUID,
    name VARCHAR(100) NOT NULL,
    key VARCHAR(200),
    payload JSONB NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    delivered_at TIMESTAMP WITH TIME ZONE,
    result VARCHAR(20),
    CONSTRAINT pk_message PRIMARY KEY (id),
    CONSTRAINT fk_message_to_case FOREIGN KEY(to_case) REFERENCES case_file (id),
    CONSTRAINT fk_message_from_case FOREIGN KEY(from_case) REFERENCES case_file (id)
);

CREATE INDEX ix_message_undelivered ON message (to_case, place) WHERE delivered_at IS NULL;

CREATE TABLE submission (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    item UUID,
    element VARCHAR(200) NOT NULL,
    form VARCHAR(100),
    version UUID NOT NULL,
    answers JSONB NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_by UUID NOT NULL,
    sent_post UUID NOT NULL,
    CONSTRAINT pk_submission PRIMARY KEY (id),
    CONSTRAINT fk_submission_case_id FOREIGN KEY(case_id) REFERENCES case_file (id)
);

CREATE INDEX ix_submission_item ON submission (item);

CREATE INDEX ix_submission_case_id_sent_at ON submission (case_id, sent_at);

CREATE TABLE comment (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    item UUID,
    text TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by UUID NOT NULL,
    made_name VARCHAR(100) NOT NULL,
    CONSTRAINT pk_comment PRIMARY KEY (id),
    CONSTRAINT fk_comment_case_id FOREIGN KEY(case_id) REFERENCES case_file (id)
);

CREATE INDEX ix_comment_case_id_made_at ON comment (case_id, made_at);

CREATE TABLE incident (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    element VARCHAR(200),
    kind VARCHAR(40) NOT NULL,
    message TEXT NOT NULL,
    due UUID,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    resolved_at TIMESTAMP WITH TIME ZONE,
    resolved_by UUID,
    CONSTRAINT pk_incident PRIMARY KEY (id),
    CONSTRAINT fk_incident_case_id FOREIGN KEY(case_id) REFERENCES case_file (id)
);

CREATE INDEX ix_incident_open ON incident (case_id) WHERE resolved_at IS NULL;

CREATE TABLE case_party (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    institution UUID NOT NULL,
    department UUID,
    capacity VARCHAR(40) NOT NULL,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    to_at TIMESTAMP WITH TIME ZONE,
    sees VARCHAR(20) NOT NULL,
    CONSTRAINT pk_case_party PRIMARY KEY (id),
    CONSTRAINT fk_case_party_case_id FOREIGN KEY(case_id) REFERENCES case_file (id)
);

CREATE INDEX ix_case_party_institution ON case_party (institution, case_id);

CREATE INDEX ix_case_party_case ON case_party (case_id);

CREATE TABLE case_link (
    id UUID NOT NULL,
    relation VARCHAR(40) NOT NULL,
    newer UUID NOT NULL,
    older UUID NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_case_link PRIMARY KEY (id),
    CONSTRAINT fk_case_link_newer FOREIGN KEY(newer) REFERENCES case_file (id),
    CONSTRAINT fk_case_link_older FOREIGN KEY(older) REFERENCES case_file (id)
);

CREATE INDEX ix_case_link_newer ON case_link (newer);

CREATE INDEX ix_case_link_older ON case_link (older);

CREATE TABLE appointment (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    kind VARCHAR(20) NOT NULL,
    status VARCHAR(20) NOT NULL,
    code VARCHAR(12) NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE,
    place TEXT,
    doctor UUID,
    bring TEXT,
    urgency SMALLINT,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by UUID,
    ended_at TIMESTAMP WITH TIME ZONE,
    reason TEXT,
    CONSTRAINT pk_appointment PRIMARY KEY (id),
    CONSTRAINT fk_appointment_case_id FOREIGN KEY(case_id) REFERENCES case_file (id),
    CONSTRAINT uq_appointment_code UNIQUE (code)
);

CREATE UNIQUE INDEX uq_appointment_in_force ON appointment (case_id) WHERE ended_at IS NULL;

CREATE INDEX ix_appointment_case_id_made_at ON appointment (case_id, made_at);

CREATE TABLE consent (
    id UUID NOT NULL,
    patient UUID NOT NULL,
    case_id UUID,
    scope VARCHAR(40) NOT NULL,
    recipient UUID,
    limited BOOLEAN NOT NULL,
    purpose VARCHAR(200) NOT NULL,
    text_version VARCHAR(40) NOT NULL,
    risks TEXT,
    decision VARCHAR(10) NOT NULL,
    signer VARCHAR(100),
    relation VARCHAR(40),
    signed_at TIMESTAMP WITH TIME ZONE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by UUID NOT NULL,
    recorded_post UUID NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by UUID,
    withdrawn_reason VARCHAR(500),
    revision INTEGER NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT ck_consent_decision CHECK (decision IN ('agree', 'refuse')),
    CONSTRAINT fk_consent_patient FOREIGN KEY(patient) REFERENCES patient (id),
    CONSTRAINT fk_consent_case_id FOREIGN KEY(case_id) REFERENCES case_file (id),
    CONSTRAINT fk_consent_recipient FOREIGN KEY(recipient) REFERENCES institution (id)
);

CREATE INDEX ix_consent_patient_recorded_at ON consent (patient, recorded_at);

CREATE INDEX ix_consent_case_id ON consent (case_id);

CREATE TABLE draft (
    item UUID NOT NULL,
    person UUID NOT NULL,
    answers JSONB NOT NULL,
    revision INTEGER NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (item, person),
    CONSTRAINT fk_draft_item FOREIGN KEY(item) REFERENCES work_item (id) ON DELETE CASCADE
);
