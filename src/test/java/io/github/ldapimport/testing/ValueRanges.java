package io.github.ldapimport.testing;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives no more than some values of description at once, as Active Directory does: first under the name
 * {@code description;range=0-2}, and the rest to whoever asks for {@code description;range=3-*}.
 */
public final class ValueRanges extends InMemoryOperationInterceptor {
    private static final String WANTED = "first value wanted";

    /** What it does when it is asked for more. */
    public enum Answer {
        RIGHT,
        NOTHING,
        THE_SAME_AGAIN,
        ALL_WITHOUT_RANGE,
        NO_SUCH_ENTRY,
        UNAVAILABLE
    }

    private final String attribute;
    private final String range;
    private final int most;
    private final Answer answer;
    private final AtomicInteger furtherReads = new AtomicInteger();

    public ValueRanges(int most, Answer answer) {
        this("description", most, answer);
    }

    /** The same of another attribute. */
    public ValueRanges(String attribute, int most, Answer answer) {
        this.attribute = attribute;
        this.range = attribute + ";range=";
        this.most = most;
        this.answer = answer;
    }

    /** How often somebody asked for more. */
    public int furtherReads() {
        return furtherReads.get();
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
        for (String name : request.getRequest().getAttributeList()) {
            if (name.startsWith(range)) {
                furtherReads.incrementAndGet();
                if (answer == Answer.NO_SUCH_ENTRY) {
                    throw new LDAPException(ResultCode.NO_SUCH_OBJECT, "words of the server");
                } else if (answer == Answer.UNAVAILABLE) {
                    throw new LDAPException(ResultCode.UNAVAILABLE, "words of the server");
                }
                request.setProperty(WANTED, Integer.parseInt(name.substring(range.length(), name.indexOf("-*"))));
                SearchRequest all = request.getRequest().duplicate();
                all.setAttributes(attribute);
                request.setRequest(all);
            }
        }
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry result) {
        Entry entry = result.getSearchEntry().duplicate();
        Attribute all = entry.getAttribute(attribute);
        if (all == null || all.size() <= most) {
            return;
        }
        boolean isFurther = result.getProperty(WANTED) != null;
        entry.removeAttribute(attribute);
        if (isFurther && answer == Answer.ALL_WITHOUT_RANGE) {
            entry.addAttribute(all);
        } else if (!isFurther || answer != Answer.NOTHING) {
            int first = isFurther && answer == Answer.RIGHT ? (Integer) result.getProperty(WANTED) : 0;
            int next = Math.min(first + most, all.size());
            List<String> part = Arrays.asList(all.getValues()).subList(first, next);
            entry.addAttribute(range + first + "-" + (next == all.size() ? "*" : next - 1), part);
        }
        result.setSearchEntry(entry);
    }
}
