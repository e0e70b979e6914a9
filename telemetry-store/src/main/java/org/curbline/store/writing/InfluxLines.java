package org.curbline.store.writing;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;

/** Writes lines into a bucket through InfluxDB's own client. */
public final class InfluxLines implements LineTarget {
    private static final String NO_LINES = "\n"; // the client does not send what is empty

    private final InfluxDBClient client;
    private final HttpConnections connections;
    private final WriteApiBlocking api;
    private final String org;
    private final String bucket;

    /** @param connections closed with this */
    public InfluxLines(InfluxDBClient client, HttpConnections connections, String org, String bucket) {
        this.client = client;
        this.connections = connections;
        this.api = client.getWriteApiBlocking();
        this.org = org;
        this.bucket = bucket;
    }

    @Override
    public WriteAnswer write(String lines) {
        try {
            api.writeRecord(bucket, org, WritePrecision.NS, lines);
            return WriteAnswer.stored();
        } catch (InfluxException e) {
            return Answers.of(e);
        }
    }

    /** A server says of no lines, too, whether it knows the bucket and may be written to with the token. */
    @Override
    public WriteAnswer probe() {
        return write(NO_LINES);
    }

    @Override
    public void close() {
        connections.close();
        client.close();
    }
}
