package io.github.ldapimport.benchmark;

/**
 * What something took.
 *
 * @param wall seconds on the clock
 * @param cpu seconds of computing in the process, user and system; NaN where it is not known
 * @param peak most memory in use, in MB; NaN where it is not known
 */
record Cost(double wall, double cpu, double peak) {
    static Cost ofWall(double wall) {
        return new Cost(wall, Double.NaN, Double.NaN);
    }

    /** One after the other. */
    Cost plus(Cost other) {
        return new Cost(wall + other.wall, cpu + other.cpu, Math.max(peak, other.peak));
    }
}
