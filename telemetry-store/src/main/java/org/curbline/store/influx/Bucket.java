package org.curbline.store.influx;

import com.influxdb.client.BucketsQuery;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.OrganizationsQuery;
import com.influxdb.client.domain.BucketRetentionRules;
import com.influxdb.client.domain.Organization;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.exceptions.NotFoundException;
import com.influxdb.exceptions.UnprocessableEntityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bucket, made when missing as soon as the server is there to make it, and told how long to keep what is in it. Any
 * thread.
 */
final class Bucket {
    private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);

    /**
     * A question costs InfluxDB something for each of these parts of time and each series in it. Within a year it makes
     * 52 by itself; so many as these are in all that is kept, which is therefore kept longer by as much at most.
     */
    private static final int PARTS = 20;

    private static final Duration LONGEST_OF_ITS_OWN = Duration.ofDays(7);

    private final InfluxDBClient client;
    private final InfluxPlace place;
    private final String name;
    private final Duration retention;
    private volatile boolean known;

    Bucket(InfluxDBClient client, InfluxPlace place, String name, Duration retention) {
        this.client = client;
        this.place = place;
        this.name = name;
        this.retention = retention;
    }

    String name() {
        return name;
    }

    /** Makes it unless it is known to be there; an {@link InfluxException} says why that cannot be. */
    void make() {
        if (!known) {
            makeOnce();
        }
    }

    /** To be looked for again: the server says it is not there. */
    void forget() {
        known = false;
    }

    private synchronized void makeOnce() {
        if (known) {
            return;
        }
        Optional<com.influxdb.client.domain.Bucket> found = find();
        if (found.isPresent()) {
            adjust(found.get());
        } else {
            create();
        }
        known = true;
    }

    private Optional<com.influxdb.client.domain.Bucket> find() {
        BucketsQuery query = new BucketsQuery();
        query.setName(name);
        query.setOrg(place.org());
        try {
            return client.getBucketsApi().findBuckets(query).stream().findFirst();
        } catch (NotFoundException e) { // so says version 2 of a name it does not know, be it the bucket's or the org's
            return Optional.empty();
        }
    }

    /** A bucket that somebody made keeps its points as long as is configured here, like one that was made here. */
    private void adjust(com.influxdb.client.domain.Bucket bucket) {
        List<BucketRetentionRules> rules = bucket.getRetentionRules();
        Integer seconds = rules.isEmpty() ? Integer.valueOf(0) : rules.get(0).getEverySeconds();
        Duration kept = Duration.ofSeconds(seconds == null ? 0 : seconds);
        BucketRetentionRules rule = rule();
        if (kept.equals(retention) && isInParts(rules, rule)) {
            return;
        }
        bucket.setRetentionRules(List.of(rule));
        String before = kept.isZero() ? "for ever" : "for " + kept;
        try {
            client.getBucketsApi().updateBucket(bucket);
            if (!kept.equals(retention)) {
                LOG.info("Bucket {} keeps points for {}; it kept them {}", name, retention, before);
            }
        } catch (InfluxException e) {
            LOG.warn(
                    "Bucket {} keeps points {}, and cannot be made to keep them for {}: {}",
                    name,
                    before,
                    retention,
                    e.getMessage());
        }
    }

    private BucketRetentionRules rule() {
        BucketRetentionRules rule = new BucketRetentionRules();
        rule.setEverySeconds(Math.toIntExact(retention.toSeconds()));
        Duration part = Duration.ofDays(retention.dividedBy(PARTS).toDays());
        if (part.compareTo(LONGEST_OF_ITS_OWN) > 0) {
            rule.setShardGroupDurationSeconds(part.toSeconds());
        }
        return rule;
    }

    /** Whether what comes is kept in such parts; what is there stays in those that it is in. */
    private static boolean isInParts(List<BucketRetentionRules> rules, BucketRetentionRules rule) {
        Long seconds = rule.getShardGroupDurationSeconds();
        return seconds == null || rules.stream().anyMatch(each -> seconds.equals(each.getShardGroupDurationSeconds()));
    }

    private void create() {
        OrganizationsQuery query = new OrganizationsQuery();
        query.setOrg(place.org());
        List<Organization> found = client.getOrganizationsApi().findOrganizations(query);
        if (found.isEmpty()) {
            throw new InfluxException("InfluxDB has no organization " + place.org() + ", or does not show it");
        }
        try {
            client.getBucketsApi().createBucket(name, rule(), found.get(0).getId());
            LOG.info("Made bucket {} in {}, keeping points for {}", name, place.url(), retention);
        } catch (UnprocessableEntityException e) {
            if (find().isEmpty()) { // somebody else made it at the same moment, or it cannot be made
                throw e;
            }
        }
    }
}
