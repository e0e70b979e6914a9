-- The gateways that share this registry while they live.
CREATE TABLE gateway (
    id      VARCHAR(64)  PRIMARY KEY, -- of one run of a gateway
    address VARCHAR(300) NOT NULL UNIQUE,
    seen_at TIMESTAMP(3) WITH TIME ZONE NOT NULL -- by the database's clock
);
